CREATE TABLE "routing_policies" (
	"merchant_id" text NOT NULL,
	"mode" text NOT NULL,
	"cell" char(1) DEFAULT '0' NOT NULL,
	"version" integer NOT NULL,
	"rules" jsonb NOT NULL,
	"note" text,
	"saved_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "routing_policies_merchant_id_mode_version_pk" PRIMARY KEY("merchant_id","mode","version")
);
--> statement-breakpoint
ALTER TABLE "gateway_accounts" ADD COLUMN "costs" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "gateway_accounts" ADD COLUMN "timeout_ms" integer;--> statement-breakpoint
ALTER TABLE "gateway_accounts" ADD COLUMN "max_concurrency" integer;--> statement-breakpoint
ALTER TABLE "routing_policies" ADD CONSTRAINT "routing_policies_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE no action ON UPDATE no action;