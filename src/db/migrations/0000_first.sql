CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"kind" text NOT NULL,
	"hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"seq" bigint NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"stage" text NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"gateway_account_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"view" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateway_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"position" integer NOT NULL,
	"weight" integer DEFAULT 1 NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"name" text NOT NULL,
	"location_hint" text,
	"allowed_origins" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"seq" bigint NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"gateway_account_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"view" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projections" (
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "projections_merchant_id_mode_cell_pk" PRIMARY KEY("merchant_id","mode","cell")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"seq" bigint NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"gateway_account_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"view" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gateway_accounts" ADD CONSTRAINT "gateway_accounts_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "api_keys_merchant" ON "api_keys" USING btree ("merchant_id","created_at");--> statement-breakpoint
CREATE INDEX "disputes_newest" ON "disputes" USING btree ("merchant_id","mode","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "disputes_status" ON "disputes" USING btree ("merchant_id","mode","status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "disputes_reference" ON "disputes" USING btree ("merchant_id","mode","reference","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "gateway_accounts_name" ON "gateway_accounts" USING btree ("merchant_id","mode","name");--> statement-breakpoint
CREATE INDEX "payments_newest" ON "payments" USING btree ("merchant_id","mode","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "payments_status" ON "payments" USING btree ("merchant_id","mode","status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "payments_reference" ON "payments" USING btree ("merchant_id","mode","reference","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "payments_amount" ON "payments" USING btree ("merchant_id","mode","currency","amount_minor");--> statement-breakpoint
CREATE INDEX "payments_gateway" ON "payments" USING btree ("merchant_id","mode","gateway_account_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refunds_newest" ON "refunds" USING btree ("merchant_id","mode","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refunds_status" ON "refunds" USING btree ("merchant_id","mode","status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refunds_reference" ON "refunds" USING btree ("merchant_id","mode","reference","created_at" DESC NULLS LAST);