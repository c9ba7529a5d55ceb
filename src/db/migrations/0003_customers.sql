CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"status" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "customers_newest" ON "customers" USING btree ("merchant_id","mode","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "payments_recurring" ON "payments" USING btree ("merchant_id","mode","created_at") WHERE view @> '{"attempts": [{"credential": {"initiatedBy": "MERCHANT"}}]}'::jsonb;