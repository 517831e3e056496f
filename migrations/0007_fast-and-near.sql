DROP TRIGGER IF EXISTS "bundle_products_moves_insert";

DROP TRIGGER IF EXISTS "bundle_products_moves_update";

DROP TRIGGER IF EXISTS "bundle_products_moves_delete";

DROP TRIGGER IF EXISTS "product_facets_moves_insert";

DROP TRIGGER IF EXISTS "product_facets_moves_update";

DROP TRIGGER IF EXISTS "product_facets_moves_delete";

DROP TRIGGER IF EXISTS "product_assignments_moves_insert";

DROP TRIGGER IF EXISTS "product_assignments_moves_update";

DROP TRIGGER IF EXISTS "product_assignments_moves_delete";

DROP TRIGGER IF EXISTS "products_moves_insert";

DROP TRIGGER IF EXISTS "products_moves_update";

DROP TRIGGER IF EXISTS "products_moves_delete";

DROP TRIGGER IF EXISTS "told_insert";

DROP TRIGGER IF EXISTS "adminusers_told_update";

DROP TRIGGER IF EXISTS "buyers_told_update";

DROP TRIGGER IF EXISTS "buyers_users_told_update";

DROP TRIGGER IF EXISTS "buyers_usergroups_told_update";

DROP TRIGGER IF EXISTS "categories_told_update";

DROP TRIGGER IF EXISTS "catalogs_told_update";

DROP TRIGGER IF EXISTS "suppliers_told_update";

DROP TRIGGER IF EXISTS "suppliers_users_told_update";

DROP TRIGGER IF EXISTS "products_inventoryrecords_told_update";

DROP TRIGGER IF EXISTS "products_told_update";

DROP TRIGGER IF EXISTS "product_assignments_told_update";

DROP TRIGGER IF EXISTS "product_catalogs_told_update";

DROP TRIGGER IF EXISTS "category_products_told_update";

DROP TRIGGER IF EXISTS "variants_told_update";

ALTER TABLE `deliveries` ADD `Begun` integer;

ALTER TABLE `marketplaces` ADD `ShopVersion` integer;

ALTER TABLE `marketplaces` ADD `StockVersion` integer;

ALTER TABLE `marketplaces` ADD `CallerVersion` integer;

-- Audiences tell groups apart by now that have a locale, or stock, of their own.
UPDATE "marketplaces" SET "AccessVersion" = "AccessVersion" + 1;

CREATE TRIGGER "bundle_products_moves_CatalogVersion_insert" AFTER INSERT ON "bundle_products"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "bundle_products_moves_CatalogVersion_update" AFTER UPDATE OF "Marketplace", "BundleID", "ProductID", "Required", "DefaultQuantity" ON "bundle_products" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."BundleID" IS NOT OLD."BundleID" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."Required" IS NOT OLD."Required" COLLATE BINARY OR NEW."DefaultQuantity" IS NOT OLD."DefaultQuantity" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "bundle_products_moves_CatalogVersion_delete" AFTER DELETE ON "bundle_products"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "catalogs_moves_ShopVersion_insert" AFTER INSERT ON "catalogs"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "catalogs_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "ID", "OwnerID", "Name", "Description", "Active", "xp", "Key" ON "catalogs" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."OwnerID" IS NOT OLD."OwnerID" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."Description" IS NOT OLD."Description" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."Key" IS NOT OLD."Key" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "catalogs_moves_ShopVersion_delete" AFTER DELETE ON "catalogs"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "categories_moves_ShopVersion_insert" AFTER INSERT ON "categories"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "categories_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "CatalogID", "ID", "Name", "Description", "ListOrder", "Active", "ParentID", "xp", "Key" ON "categories" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."CatalogID" IS NOT OLD."CatalogID" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."Description" IS NOT OLD."Description" COLLATE BINARY OR NEW."ListOrder" IS NOT OLD."ListOrder" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."ParentID" IS NOT OLD."ParentID" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."Key" IS NOT OLD."Key" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "categories_moves_ShopVersion_delete" AFTER DELETE ON "categories"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "category_products_moves_ShopVersion_insert" AFTER INSERT ON "category_products"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "category_products_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "CatalogID", "CategoryID", "ProductID", "ListOrder" ON "category_products" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."CatalogID" IS NOT OLD."CatalogID" COLLATE BINARY OR NEW."CategoryID" IS NOT OLD."CategoryID" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."ListOrder" IS NOT OLD."ListOrder" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "category_products_moves_ShopVersion_delete" AFTER DELETE ON "category_products"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_CatalogVersion_insert" AFTER INSERT ON "product_facets"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_CatalogVersion_update" AFTER UPDATE OF "Marketplace", "ID", "Name", "XpPath", "ListOrder", "MinCount", "xp" ON "product_facets" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."XpPath" IS NOT OLD."XpPath" COLLATE BINARY OR NEW."ListOrder" IS NOT OLD."ListOrder" COLLATE BINARY OR NEW."MinCount" IS NOT OLD."MinCount" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_CatalogVersion_delete" AFTER DELETE ON "product_facets"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "inventory_records_moves_StockVersion_insert" AFTER INSERT ON "inventory_records"
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "inventory_records_moves_StockVersion_update" AFTER UPDATE OF "Marketplace", "ProductID", "ID", "VariantID", "OwnerID", "AllowAllBuyers", "AddressID", "OrderCanExceed", "QuantityAvailable", "NotificationPoint", "LastUpdated", "xp", "StockKey" ON "inventory_records" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."VariantID" IS NOT OLD."VariantID" COLLATE BINARY OR NEW."OwnerID" IS NOT OLD."OwnerID" COLLATE BINARY OR NEW."AllowAllBuyers" IS NOT OLD."AllowAllBuyers" COLLATE BINARY OR NEW."AddressID" IS NOT OLD."AddressID" COLLATE BINARY OR NEW."OrderCanExceed" IS NOT OLD."OrderCanExceed" COLLATE BINARY OR NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable" COLLATE BINARY OR NEW."NotificationPoint" IS NOT OLD."NotificationPoint" COLLATE BINARY OR NEW."LastUpdated" IS NOT OLD."LastUpdated" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."StockKey" IS NOT OLD."StockKey" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "inventory_records_moves_StockVersion_delete" AFTER DELETE ON "inventory_records"
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "inventory_record_assignments_moves_StockVersion_insert" AFTER INSERT ON "inventory_record_assignments"
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "inventory_record_assignments_moves_StockVersion_update" AFTER UPDATE OF "Marketplace", "ProductID", "InventoryRecordID", "BuyerID", "UserGroupID" ON "inventory_record_assignments" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."InventoryRecordID" IS NOT OLD."InventoryRecordID" COLLATE BINARY OR NEW."BuyerID" IS NOT OLD."BuyerID" COLLATE BINARY OR NEW."UserGroupID" IS NOT OLD."UserGroupID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "inventory_record_assignments_moves_StockVersion_delete" AFTER DELETE ON "inventory_record_assignments"
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "inventory_record_assignments_first" AFTER INSERT ON "inventory_record_assignments"
WHEN NEW."UserGroupID" IS NOT NULL AND (SELECT count(*) FROM "inventory_record_assignments" WHERE "Marketplace" = NEW."Marketplace"
  AND "BuyerID" = NEW."BuyerID" AND "UserGroupID" = NEW."UserGroupID") = 1
BEGIN
  UPDATE "marketplaces" SET "AccessVersion" = "AccessVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "price_schedules_moves_ShopVersion_insert" AFTER INSERT ON "price_schedules"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "price_schedules_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "ID", "OwnerID", "Name", "ApplyTax", "ApplyShipping", "MinQuantity", "MaxQuantity", "UseCumulativeQuantity", "RestrictedQuantity", "PriceBreaks", "Currency", "SaleStart", "SaleEnd", "xp", "FirstPrice" ON "price_schedules" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."OwnerID" IS NOT OLD."OwnerID" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."ApplyTax" IS NOT OLD."ApplyTax" COLLATE BINARY OR NEW."ApplyShipping" IS NOT OLD."ApplyShipping" COLLATE BINARY OR NEW."MinQuantity" IS NOT OLD."MinQuantity" COLLATE BINARY OR NEW."MaxQuantity" IS NOT OLD."MaxQuantity" COLLATE BINARY OR NEW."UseCumulativeQuantity" IS NOT OLD."UseCumulativeQuantity" COLLATE BINARY OR NEW."RestrictedQuantity" IS NOT OLD."RestrictedQuantity" COLLATE BINARY OR NEW."PriceBreaks" IS NOT OLD."PriceBreaks" COLLATE BINARY OR NEW."Currency" IS NOT OLD."Currency" COLLATE BINARY OR NEW."SaleStart" IS NOT OLD."SaleStart" COLLATE BINARY OR NEW."SaleEnd" IS NOT OLD."SaleEnd" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."FirstPrice" IS NOT OLD."FirstPrice" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "price_schedules_moves_ShopVersion_delete" AFTER DELETE ON "price_schedules"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "discounts_moves_ShopVersion_insert" AFTER INSERT ON "discounts"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "discounts_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "ID", "Description", "DiscountBreaks", "ProductFilter", "CatalogID", "CategoryID", "ProductID", "xp" ON "discounts" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Description" IS NOT OLD."Description" COLLATE BINARY OR NEW."DiscountBreaks" IS NOT OLD."DiscountBreaks" COLLATE BINARY OR NEW."ProductFilter" IS NOT OLD."ProductFilter" COLLATE BINARY OR NEW."CatalogID" IS NOT OLD."CatalogID" COLLATE BINARY OR NEW."CategoryID" IS NOT OLD."CategoryID" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "discounts_moves_ShopVersion_delete" AFTER DELETE ON "discounts"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "product_assignments_moves_CatalogVersion_insert" AFTER INSERT ON "product_assignments"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_assignments_moves_CatalogVersion_update" AFTER UPDATE OF "Marketplace", "ProductID", "BuyerID", "UserGroupID", "SellerID", "PriceScheduleID" ON "product_assignments" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."BuyerID" IS NOT OLD."BuyerID" COLLATE BINARY OR NEW."UserGroupID" IS NOT OLD."UserGroupID" COLLATE BINARY OR NEW."SellerID" IS NOT OLD."SellerID" COLLATE BINARY OR NEW."PriceScheduleID" IS NOT OLD."PriceScheduleID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_assignments_moves_CatalogVersion_delete" AFTER DELETE ON "product_assignments"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "product_suppliers_moves_ShopVersion_insert" AFTER INSERT ON "product_suppliers"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_suppliers_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "ProductID", "SupplierID", "DefaultPriceScheduleID" ON "product_suppliers" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."SupplierID" IS NOT OLD."SupplierID" COLLATE BINARY OR NEW."DefaultPriceScheduleID" IS NOT OLD."DefaultPriceScheduleID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_suppliers_moves_ShopVersion_delete" AFTER DELETE ON "product_suppliers"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "products_moves_CatalogVersion_insert" AFTER INSERT ON "products"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "products_moves_CatalogVersion_update" AFTER UPDATE OF "RowKey", "Marketplace", "ID", "OwnerID", "DefaultPriceScheduleID", "AutoForward", "ParentID", "IsParent", "IsBundle", "Name", "Description", "QuantityMultiplier", "ShipWeight", "ShipHeight", "ShipWidth", "ShipLength", "Active", "SpecCount", "VariantCount", "ShipFromAddressID", "ShipFromCompany", "DefaultSupplierID", "AllSuppliersCanSell", "Returnable", "DateCreated", "xp", "InventoryEnabled", "VariantLevelTracking", "OrderCanExceed", "StockKey", "Shelf", "Live" ON "products" WHEN NEW."RowKey" IS NOT OLD."RowKey" COLLATE BINARY OR NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."OwnerID" IS NOT OLD."OwnerID" COLLATE BINARY OR NEW."DefaultPriceScheduleID" IS NOT OLD."DefaultPriceScheduleID" COLLATE BINARY OR NEW."AutoForward" IS NOT OLD."AutoForward" COLLATE BINARY OR NEW."ParentID" IS NOT OLD."ParentID" COLLATE BINARY OR NEW."IsParent" IS NOT OLD."IsParent" COLLATE BINARY OR NEW."IsBundle" IS NOT OLD."IsBundle" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."Description" IS NOT OLD."Description" COLLATE BINARY OR NEW."QuantityMultiplier" IS NOT OLD."QuantityMultiplier" COLLATE BINARY OR NEW."ShipWeight" IS NOT OLD."ShipWeight" COLLATE BINARY OR NEW."ShipHeight" IS NOT OLD."ShipHeight" COLLATE BINARY OR NEW."ShipWidth" IS NOT OLD."ShipWidth" COLLATE BINARY OR NEW."ShipLength" IS NOT OLD."ShipLength" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."SpecCount" IS NOT OLD."SpecCount" COLLATE BINARY OR NEW."VariantCount" IS NOT OLD."VariantCount" COLLATE BINARY OR NEW."ShipFromAddressID" IS NOT OLD."ShipFromAddressID" COLLATE BINARY OR NEW."ShipFromCompany" IS NOT OLD."ShipFromCompany" COLLATE BINARY OR NEW."DefaultSupplierID" IS NOT OLD."DefaultSupplierID" COLLATE BINARY OR NEW."AllSuppliersCanSell" IS NOT OLD."AllSuppliersCanSell" COLLATE BINARY OR NEW."Returnable" IS NOT OLD."Returnable" COLLATE BINARY OR NEW."DateCreated" IS NOT OLD."DateCreated" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."InventoryEnabled" IS NOT OLD."InventoryEnabled" COLLATE BINARY OR NEW."VariantLevelTracking" IS NOT OLD."VariantLevelTracking" COLLATE BINARY OR NEW."OrderCanExceed" IS NOT OLD."OrderCanExceed" COLLATE BINARY OR NEW."StockKey" IS NOT OLD."StockKey" COLLATE BINARY OR NEW."Shelf" IS NOT OLD."Shelf" COLLATE BINARY OR NEW."Live" IS NOT OLD."Live" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "products_moves_CatalogVersion_delete" AFTER DELETE ON "products"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "products_moves_StockVersion_update" AFTER UPDATE OF "QuantityAvailable", "VariantQuantity", "RecordCount", "InventoryUpdated", "NotificationPoint" ON "products" WHEN NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable" COLLATE BINARY OR NEW."VariantQuantity" IS NOT OLD."VariantQuantity" COLLATE BINARY OR NEW."RecordCount" IS NOT OLD."RecordCount" COLLATE BINARY OR NEW."InventoryUpdated" IS NOT OLD."InventoryUpdated" COLLATE BINARY OR NEW."NotificationPoint" IS NOT OLD."NotificationPoint" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "products_moves_StockVersion_delete" AFTER DELETE ON "products"
BEGIN
  UPDATE "marketplaces" SET "StockVersion" = coalesce("StockVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "specs_moves_ShopVersion_insert" AFTER INSERT ON "specs"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "specs_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "ID", "OwnerID", "ListOrder", "Name", "DefaultValue", "Required", "AllowOpenText", "DefaultOptionID", "DefinesVariant", "xp", "OptionCount" ON "specs" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."OwnerID" IS NOT OLD."OwnerID" COLLATE BINARY OR NEW."ListOrder" IS NOT OLD."ListOrder" COLLATE BINARY OR NEW."Name" IS NOT OLD."Name" COLLATE BINARY OR NEW."DefaultValue" IS NOT OLD."DefaultValue" COLLATE BINARY OR NEW."Required" IS NOT OLD."Required" COLLATE BINARY OR NEW."AllowOpenText" IS NOT OLD."AllowOpenText" COLLATE BINARY OR NEW."DefaultOptionID" IS NOT OLD."DefaultOptionID" COLLATE BINARY OR NEW."DefinesVariant" IS NOT OLD."DefinesVariant" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY OR NEW."OptionCount" IS NOT OLD."OptionCount" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "specs_moves_ShopVersion_delete" AFTER DELETE ON "specs"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "spec_options_moves_ShopVersion_insert" AFTER INSERT ON "spec_options"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "spec_options_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "SpecID", "ID", "Value", "ListOrder", "IsOpenText", "PriceMarkupType", "PriceMarkup", "xp" ON "spec_options" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."SpecID" IS NOT OLD."SpecID" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Value" IS NOT OLD."Value" COLLATE BINARY OR NEW."ListOrder" IS NOT OLD."ListOrder" COLLATE BINARY OR NEW."IsOpenText" IS NOT OLD."IsOpenText" COLLATE BINARY OR NEW."PriceMarkupType" IS NOT OLD."PriceMarkupType" COLLATE BINARY OR NEW."PriceMarkup" IS NOT OLD."PriceMarkup" COLLATE BINARY OR NEW."xp" IS NOT OLD."xp" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "spec_options_moves_ShopVersion_delete" AFTER DELETE ON "spec_options"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "spec_product_assignments_moves_ShopVersion_insert" AFTER INSERT ON "spec_product_assignments"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "spec_product_assignments_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "SpecID", "ProductID", "DefaultValue", "DefaultOptionID" ON "spec_product_assignments" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."SpecID" IS NOT OLD."SpecID" COLLATE BINARY OR NEW."ProductID" IS NOT OLD."ProductID" COLLATE BINARY OR NEW."DefaultValue" IS NOT OLD."DefaultValue" COLLATE BINARY OR NEW."DefaultOptionID" IS NOT OLD."DefaultOptionID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "spec_product_assignments_moves_ShopVersion_delete" AFTER DELETE ON "spec_product_assignments"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "webhook_routes_moves_CallerVersion_insert" AFTER INSERT ON "webhook_routes"
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "webhook_routes_moves_CallerVersion_update" AFTER UPDATE OF "Marketplace", "Verb", "Route", "ClientID", "Before", "WebhookID" ON "webhook_routes" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."Verb" IS NOT OLD."Verb" COLLATE BINARY OR NEW."Route" IS NOT OLD."Route" COLLATE BINARY OR NEW."ClientID" IS NOT OLD."ClientID" COLLATE BINARY OR NEW."Before" IS NOT OLD."Before" COLLATE BINARY OR NEW."WebhookID" IS NOT OLD."WebhookID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "webhook_routes_moves_CallerVersion_delete" AFTER DELETE ON "webhook_routes"
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "api_clients_moves_CallerVersion_update" AFTER UPDATE OF "ID", "Active", "Tracked", "TokensFrom" ON "api_clients" WHEN NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."Tracked" IS NOT OLD."Tracked" COLLATE BINARY OR NEW."TokensFrom" IS NOT OLD."TokensFrom" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "api_clients_moves_CallerVersion_delete" AFTER DELETE ON "api_clients"
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "buyer_groups_moves_ShopVersion_update" AFTER UPDATE OF "ID", "DefaultCatalogID" ON "buyer_groups" WHEN NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."DefaultCatalogID" IS NOT OLD."DefaultCatalogID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "buyer_groups_moves_ShopVersion_delete" AFTER DELETE ON "buyer_groups"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "companies_moves_CallerVersion_update" AFTER UPDATE OF "ID", "Active", "TokensFrom" ON "companies" WHEN NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."TokensFrom" IS NOT OLD."TokensFrom" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "companies_moves_CallerVersion_delete" AFTER DELETE ON "companies"
BEGIN
  UPDATE "marketplaces" SET "CallerVersion" = coalesce("CallerVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "companies_moves_ShopVersion_update" AFTER UPDATE OF "ID", "Active", "DefaultCatalogID", "GroupID", "AllBuyersCanOrder" ON "companies" WHEN NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Active" IS NOT OLD."Active" COLLATE BINARY OR NEW."DefaultCatalogID" IS NOT OLD."DefaultCatalogID" COLLATE BINARY OR NEW."GroupID" IS NOT OLD."GroupID" COLLATE BINARY OR NEW."AllBuyersCanOrder" IS NOT OLD."AllBuyersCanOrder" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "companies_moves_ShopVersion_delete" AFTER DELETE ON "companies"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "supplier_buyers_moves_ShopVersion_insert" AFTER INSERT ON "supplier_buyers"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "supplier_buyers_moves_ShopVersion_update" AFTER UPDATE OF "Marketplace", "SupplierID", "BuyerID" ON "supplier_buyers" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."SupplierID" IS NOT OLD."SupplierID" COLLATE BINARY OR NEW."BuyerID" IS NOT OLD."BuyerID" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "supplier_buyers_moves_ShopVersion_delete" AFTER DELETE ON "supplier_buyers"
BEGIN
  UPDATE "marketplaces" SET "ShopVersion" = coalesce("ShopVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "told_insert" INSTEAD OF INSERT ON "told"
  WHEN EXISTS (SELECT "Source", NULL AS "TrackingEventID", "DeliveryConfigID", "Paused" FROM "synchronizations"
      WHERE "Marketplace" = NEW."Marketplace" AND "Source" = NEW."Source"
    UNION ALL SELECT NULL, "ID", "DeliveryConfigID", 0 FROM "tracking_events"
      WHERE "Marketplace" = NEW."Marketplace" AND "ClientID" = NEW."ClientID" AND "EventType" = NEW."EventType") AND EXISTS (SELECT 1 FROM "marketplaces" m WHERE m."ID" = NEW."Marketplace" AND m."Place" IS NULL) BEGIN
  UPDATE "marketplaces" SET "ChangeSequence" = coalesce("ChangeSequence", 0) + 1 WHERE "ID" = NEW."Marketplace";
  INSERT INTO "events" ("Marketplace", "ID", "LogID", "Body", "DateCreated", "Version")
    SELECT m."ID", coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence"), NEW."LogID", json_set(NEW."Body", '$.Sequence', m."ChangeSequence"), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 1 FROM "marketplaces" m WHERE m."ID" = NEW."Marketplace"
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "LogID" = excluded."LogID", "DateCreated" = excluded."DateCreated", "Body" = CASE
      WHEN NOT EXISTS (SELECT 1 FROM "deliveries" d
        WHERE d."Marketplace" = excluded."Marketplace" AND d."EventID" = excluded."ID" AND +d."Status" = 'Pending') THEN excluded."Body"
      WHEN excluded."Body" ->> 'Walk' IS NOT NULL THEN json_set(json_patch("events"."Body", excluded."Body"), '$.Anew', json('true'))
      WHEN "events"."Body" ->> 'Action' = 'Created' AND excluded."Body" ->> 'Action' = 'Updated' THEN json_set(excluded."Body", '$.Action', 'Created')
      ELSE excluded."Body" END;
  INSERT INTO "deliveries" ("Marketplace", "ID", "EventID", "Source", "TrackingEventID", "DeliveryConfigID", "Status", "Attempts", "Link",
      "NextAttempt", "Deadline", "DateCreated", "Version")
    SELECT m."ID", coalesce((SELECT d."ID" FROM "deliveries" d WHERE d."Marketplace" = m."ID" AND d."EventID" = coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence")), lower(hex(randomblob(16)))),
      coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence"), w."Source", w."TrackingEventID", w."DeliveryConfigID", 'Pending', 0, 0,
      iif(w."Paused" = 1, NULL, ''), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+7 days'), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 1
    FROM (SELECT "Source", NULL AS "TrackingEventID", "DeliveryConfigID", "Paused" FROM "synchronizations"
      WHERE "Marketplace" = NEW."Marketplace" AND "Source" = NEW."Source"
    UNION ALL SELECT NULL, "ID", "DeliveryConfigID", 0 FROM "tracking_events"
      WHERE "Marketplace" = NEW."Marketplace" AND "ClientID" = NEW."ClientID" AND "EventType" = NEW."EventType") w CROSS JOIN "marketplaces" m WHERE m."ID" = NEW."Marketplace"
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "Status" = 'Pending', "Attempts" = 0, "Begun" = 0, "NextAttempt" = excluded."NextAttempt",
      "Deadline" = excluded."Deadline", "DateCreated" = excluded."DateCreated", "DeliveryConfigID" = excluded."DeliveryConfigID",
      "DateDelivered" = NULL, "Reached" = NULL, "LastError" = NULL, "LastStatus" = NULL, "Version" = "deliveries"."Version" + 1;
END;

CREATE TRIGGER "adminusers_told_update" AFTER UPDATE OF "Kind", "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp", "DateCreated" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'adminusers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Seller' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'adminusers/' || NEW."ID", 'adminusers', json_object('Entity', 'adminusers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_told_update" AFTER UPDATE OF "Kind", "ID", "Name", "Active", "DateCreated", "DefaultCatalogID", "GroupID", "AllBuyersCanOrder", "xp" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/' || NEW."ID", 'buyers', json_object('Entity', 'buyers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_users_told_update" AFTER UPDATE OF "Kind", "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp", "DateCreated" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/users/' || NEW."Company" || '/' || NEW."ID", 'buyers/users', json_object('Entity', 'buyers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_usergroups_told_update" AFTER UPDATE OF "Kind", "Company", "ID", "Name", "Description", "xp" ON "groups" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/usergroups' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/usergroups/' || NEW."Company" || '/' || NEW."ID", 'buyers/usergroups', json_object('Entity', 'buyers/usergroups', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "categories_told_update" AFTER UPDATE OF "CatalogID", "ID", "Name", "Description", "ListOrder", "Active", "ParentID", "xp" ON "categories" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'categories' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'categories/' || NEW."CatalogID" || '/' || NEW."ID", 'categories', json_object('Entity', 'categories', 'Key', json_array(NEW."CatalogID", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "catalogs_told_update" AFTER UPDATE OF "ID", "OwnerID", "Name", "Description", "Active", "xp" ON "catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'catalogs' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'catalogs/' || NEW."ID", 'catalogs', json_object('Entity', 'catalogs', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "suppliers_told_update" AFTER UPDATE OF "Kind", "ID", "Name", "Active", "DateCreated", "DefaultCatalogID", "GroupID", "AllBuyersCanOrder", "xp" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/' || NEW."ID", 'suppliers', json_object('Entity', 'suppliers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "suppliers_users_told_update" AFTER UPDATE OF "Kind", "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp", "DateCreated" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/users/' || NEW."Company" || '/' || NEW."ID", 'suppliers/users', json_object('Entity', 'suppliers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "products_inventoryrecords_told_update" AFTER UPDATE OF "ProductID", "ID", "OwnerID", "AllowAllBuyers", "AddressID", "OrderCanExceed", "QuantityAvailable", "NotificationPoint", "LastUpdated", "xp" ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products/inventoryrecords' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/inventoryrecords/' || NEW."ProductID" || '/' || NEW."ID", 'products/inventoryrecords', json_object('Entity', 'products/inventoryrecords', 'Key', json_array(NEW."ProductID", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "products_told_update" AFTER UPDATE OF "ID", "OwnerID", "DefaultPriceScheduleID", "AutoForward", "ParentID", "IsParent", "IsBundle", "Name", "Description", "QuantityMultiplier", "ShipWeight", "ShipHeight", "ShipWidth", "ShipLength", "Active", "SpecCount", "VariantCount", "ShipFromAddressID", "DefaultSupplierID", "AllSuppliersCanSell", "Returnable", "DateCreated", "xp", "InventoryEnabled", "NotificationPoint", "VariantLevelTracking", "OrderCanExceed" ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_assignments_told_update" AFTER UPDATE OF "ProductID", "BuyerID", "UserGroupID", "SellerID", "PriceScheduleID" ON "product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_catalogs_told_update" AFTER UPDATE OF "ProductID", "CatalogID" ON "product_catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "category_products_told_update" AFTER UPDATE OF "CatalogID", "CategoryID", "ProductID", "ListOrder" ON "category_products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "spec_product_assignments_told_insert" AFTER INSERT ON "spec_product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "spec_product_assignments_told_update" AFTER UPDATE OF "SpecID", "ProductID", "DefaultValue", "DefaultOptionID" ON "spec_product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "spec_product_assignments_told_delete" AFTER DELETE ON "spec_product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "variants_told_update" AFTER UPDATE OF "ProductID", "ID", "Name", "Description", "Active", "ShipWeight", "ShipHeight", "ShipWidth", "ShipLength", "Specs", "xp", "NotificationPoint" ON "variants" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "specs_told_update" AFTER UPDATE OF "ID", "OwnerID", "ListOrder", "Name", "DefaultValue", "Required", "AllowOpenText", "DefaultOptionID", "DefinesVariant", "xp", "OptionCount" ON "specs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products:specs/' || NEW."ID", 'products', json_object('Walk', 'specs', 'Key', json_array(NEW."ID")));
END;

CREATE TRIGGER "spec_options_told_insert" AFTER INSERT ON "spec_options" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products:specs/' || NEW."SpecID", 'products', json_object('Walk', 'specs', 'Key', json_array(NEW."SpecID")));
END;

CREATE TRIGGER "spec_options_told_update" AFTER UPDATE OF "SpecID", "ID", "Value", "ListOrder", "IsOpenText", "PriceMarkupType", "PriceMarkup", "xp" ON "spec_options" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products:specs/' || NEW."SpecID", 'products', json_object('Walk', 'specs', 'Key', json_array(NEW."SpecID")));
END;

CREATE TRIGGER "spec_options_told_delete" AFTER DELETE ON "spec_options" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products:specs/' || OLD."SpecID", 'products', json_object('Walk', 'specs', 'Key', json_array(OLD."SpecID")));
END;

ANALYZE sqlite_schema;

DELETE FROM `sqlite_stat1`;

INSERT INTO `sqlite_stat1` (`tbl`, `idx`, `stat`) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each('[
 ["audit", "sqlite_autoindex_audit_1", "100000000 1000000 10000 1 noskipscan"],
 ["impersonation_configs", "sqlite_autoindex_impersonation_configs_1", "100000000 1000000 1 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationUserID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_BuyerID_GroupID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_BuyerID_UserID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_SecurityProfileID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationGroupID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationUserID", "100000000 1000000 10000 noskipscan"],
 ["integration_events", "sqlite_autoindex_integration_events_1", "100000000 1000000 1 noskipscan"],
 ["integration_events", "integration_events_Marketplace_EventType_ID", "100000000 1000000 10000 100 noskipscan"],
 ["integration_events", "integration_events_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["openid_connects", "sqlite_autoindex_openid_connects_1", "100000000 1000000 1 noskipscan"],
 ["openid_connects", "openid_connects_Marketplace_OrderCloudApiClientID", "100000000 1000000 10000 noskipscan"],
 ["openid_connects", "openid_connects_Marketplace_IntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["openid_links", "sqlite_autoindex_openid_links_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["openid_links", "openid_links_Marketplace_UserKey", "100000000 1000000 10000 noskipscan"],
 ["used_login_states", "sqlite_autoindex_used_login_states_1", "100000000 1000000 1 noskipscan"],
 ["used_login_states", "used_login_states_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["signing_keys", "sqlite_autoindex_signing_keys_1", "100000000 1 noskipscan"],
 ["refresh_tokens", "sqlite_autoindex_refresh_tokens_1", "100000000 1000000 1 noskipscan"],
 ["refresh_tokens", "refresh_tokens_Marketplace_UserKey", "100000000 1000000 10000 noskipscan"],
 ["refresh_tokens", "refresh_tokens_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["refresh_tokens", "refresh_tokens_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["one_time_codes", "sqlite_autoindex_one_time_codes_1", "100000000 1000000 1 noskipscan"],
 ["one_time_codes", "one_time_codes_Marketplace_UserKey", "100000000 1000000 10000 noskipscan"],
 ["one_time_codes", "one_time_codes_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["attempts", "sqlite_autoindex_attempts_1", "100000000 1 noskipscan"],
 ["attempts", "attempts_Minute", "100000000 1000000 noskipscan"],
 ["audiences", "sqlite_autoindex_audiences_1", "100000000 1000000 1 noskipscan"],
 ["audience_shelves", "sqlite_autoindex_audience_shelves_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_shelves", "audience_shelves_Marketplace_CatalogID", "100000000 1000000 10000 noskipscan"],
 ["audience_categories", "sqlite_autoindex_audience_categories_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_categories", "audience_categories_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["audience_discounts", "sqlite_autoindex_audience_discounts_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_discounts", "audience_discounts_Marketplace_DiscountID", "100000000 1000000 10000 noskipscan"],
 ["bundle_products", "sqlite_autoindex_bundle_products_1", "100000000 1000000 10000 1 noskipscan"],
 ["bundle_products", "bundle_products_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["catalogs", "sqlite_autoindex_catalogs_1", "100000000 1000000 1 noskipscan"],
 ["catalogs", "catalogs_Marketplace_OwnerID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["catalogs", "catalogs_Marketplace_OwnerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["catalogs", "catalogs_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["catalog_assignments", "sqlite_autoindex_catalog_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["catalog_assignments", "catalog_assignments_Marketplace_BuyerID", "100000000 1000000 10000 noskipscan"],
 ["catalog_assignments", "catalog_assignments_Marketplace_BuyerGroupID", "100000000 1000000 10000 noskipscan"],
 ["product_catalogs", "sqlite_autoindex_product_catalogs_1", "100000000 1000000 10000 1 noskipscan"],
 ["product_catalogs", "product_catalogs_Marketplace_CatalogID_ProductID", "100000000 1000000 10000 100 noskipscan"],
 ["categories", "sqlite_autoindex_categories_1", "100000000 1000000 10000 1 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_ListOrder_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_ParentID", "100000000 1000000 10000 100 noskipscan"],
 ["category_assignments", "sqlite_autoindex_category_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["category_assignments", "category_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["category_products", "sqlite_autoindex_category_products_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["category_products", "category_products_Marketplace_CatalogID_CategoryID_ListOrder_ProductID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["category_products", "category_products_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["product_collections", "sqlite_autoindex_product_collections_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["product_collections", "product_collections_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["product_collections", "product_collections_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["product_collection_entries", "sqlite_autoindex_product_collection_entries_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_collection_entries", "product_collection_entries_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["product_collection_invitations", "sqlite_autoindex_product_collection_invitations_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_collection_invitations", "product_collection_invitations_Marketplace_Kind_Company_CollectionID_Name_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["product_collection_invitations", "product_collection_invitations_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["facet_counts", "sqlite_autoindex_facet_counts_1", "100000000 1000000 10000 1 noskipscan"],
 ["facet_counts", "facet_counts_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["list_totals", "sqlite_autoindex_list_totals_1", "100000000 1000000 10000 1 noskipscan"],
 ["list_totals", "list_totals_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"],
 ["product_facets", "sqlite_autoindex_product_facets_1", "100000000 1000000 1 noskipscan"],
 ["product_facets", "product_facets_Marketplace_ListOrder_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_facets", "product_facets_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_facets", "product_facets_Marketplace_XpPath_ID", "100000000 1000000 10000 100 noskipscan"],
 ["addresses", "sqlite_autoindex_addresses_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["addresses", "addresses_Marketplace_ID", "100000000 1000000 10000 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_AddressName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_CompanyName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["address_assignments", "sqlite_autoindex_address_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["address_assignments", "address_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["address_assignments", "address_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "sqlite_autoindex_inventory_records_1", "100000000 1000000 10000 1 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_StockKey", "100000000 1000000 10000 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_AddressID_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_VariantID_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_VariantID_AddressID_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_OwnerID_AddressID", "100000000 1000000 10000 100 noskipscan"],
 ["inventory_record_assignments", "sqlite_autoindex_inventory_record_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["inventory_record_assignments", "inventory_record_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["listed_products", "sqlite_autoindex_listed_products_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["listed_products", "listed_products_Marketplace_CatalogID_CategoryID_Place_OwnerID_Name_ProductID", "100000000 1000000 10000 100 2 2 2 2 noskipscan"],
 ["price_schedules", "sqlite_autoindex_price_schedules_1", "100000000 1000000 1 noskipscan"],
 ["price_schedules", "price_schedules_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["price_schedules", "price_schedules_Marketplace_OwnerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["discounts", "sqlite_autoindex_discounts_1", "100000000 1000000 1 noskipscan"],
 ["discounts", "discounts_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["discounts", "discounts_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["discount_assignments", "sqlite_autoindex_discount_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["discount_assignments", "discount_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["discount_assignments", "discount_assignments_Marketplace_BuyerGroupID", "100000000 1000000 10000 noskipscan"],
 ["product_assignments", "sqlite_autoindex_product_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_BuyerID_UserGroupID_ProductID", "100000000 1000000 10000 100 2 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_SellerID", "100000000 1000000 10000 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_PriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["product_suppliers", "sqlite_autoindex_product_suppliers_1", "100000000 1000000 10000 1 noskipscan"],
 ["product_suppliers", "product_suppliers_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["product_suppliers", "product_suppliers_Marketplace_DefaultPriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["products", "products_key", "100000000 1000000 1 noskipscan"],
 ["products", "products_Marketplace_StockKey", "100000000 1000000 10000 noskipscan"],
 ["products", "products_Marketplace_Live_ID", "100000000 1000000 10000 100 noskipscan"],
 ["products", "products_Marketplace_Live_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["products", "products_Marketplace_Live_OwnerID_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["products", "products_Marketplace_Live_Shelf_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["products", "products_Marketplace_OwnerID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["products", "products_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["products", "products_Marketplace_DateCreated_ID", "100000000 1000000 10000 100 noskipscan"],
 ["products", "products_Marketplace_IsBundle_OwnerID_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["products", "products_Marketplace_Live_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["products", "products_Marketplace_ShipFromCompany_ShipFromAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["products", "products_Marketplace_DefaultPriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["products", "products_Marketplace_DefaultSupplierID", "100000000 1000000 10000 noskipscan"],
 ["products", "products_Marketplace_ParentID", "100000000 1000000 10000 noskipscan"],
 ["shelves", "sqlite_autoindex_shelves_1", "100000000 1000000 1 noskipscan"],
 ["shelf_members", "sqlite_autoindex_shelf_members_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["shelf_members", "shelf_members_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "sqlite_autoindex_specs_1", "100000000 1000000 1 noskipscan"],
 ["specs", "specs_Marketplace_ListOrder_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["specs", "specs_Marketplace_ListOrder_ID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_ID_DefaultOptionID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_OwnerID", "100000000 1000000 10000 noskipscan"],
 ["spec_options", "sqlite_autoindex_spec_options_1", "100000000 1000000 10000 1 noskipscan"],
 ["spec_options", "spec_options_Marketplace_SpecID_ListOrder_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["spec_product_assignments", "sqlite_autoindex_spec_product_assignments_1", "100000000 1000000 10000 1 noskipscan"],
 ["spec_product_assignments", "spec_product_assignments_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["spec_product_assignments", "spec_product_assignments_Marketplace_SpecID_DefaultOptionID", "100000000 1000000 10000 100 noskipscan"],
 ["variants", "sqlite_autoindex_variants_1", "100000000 1000000 10000 1 noskipscan"],
 ["variants", "variants_Marketplace_ProductID_Combination_Active_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["variants", "variants_Marketplace_StockKey", "100000000 1000000 10000 noskipscan"],
 ["variants", "variants_Marketplace_ProductID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["order_returns", "sqlite_autoindex_order_returns_1", "100000000 1000000 1 noskipscan"],
 ["order_returns", "order_returns_Marketplace_Status_LastUpdated", "100000000 1000000 10000 100 noskipscan"],
 ["order_returns", "order_returns_Marketplace_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["order_returns", "order_returns_Marketplace_OrderKey", "100000000 1000000 10000 noskipscan"],
 ["order_return_approvals", "sqlite_autoindex_order_return_approvals_1", "100000000 1000000 10000 1 noskipscan"],
 ["order_return_approvals", "order_return_approvals_Marketplace_Kind_Company_ApprovingGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["order_return_approvals", "order_return_approvals_Marketplace_Kind_Company_ApproverID", "100000000 1000000 10000 100 2 noskipscan"],
 ["order_return_approvals", "order_return_approvals_Marketplace_ApprovalRuleID", "100000000 1000000 10000 noskipscan"],
 ["delivery_configs", "sqlite_autoindex_delivery_configs_1", "100000000 1000000 1 noskipscan"],
 ["delivery_configs", "delivery_configs_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["message_senders", "sqlite_autoindex_message_senders_1", "100000000 1000000 1 noskipscan"],
 ["message_senders", "message_senders_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["message_senders", "message_senders_Marketplace_DeliveryConfigID", "100000000 1000000 10000 noskipscan"],
 ["message_sender_types", "sqlite_autoindex_message_sender_types_1", "100000000 1000000 10000 1 noskipscan"],
 ["message_sender_types", "message_sender_types_Marketplace_MessageSenderID", "100000000 1000000 10000 noskipscan"],
 ["message_sender_assignments", "sqlite_autoindex_message_sender_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["message_sender_assignments", "message_sender_assignments_Marketplace_MessageSenderID_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["message_sender_assignments", "message_sender_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["message_cc_listeners", "sqlite_autoindex_message_cc_listeners_1", "100000000 1000000 1 noskipscan"],
 ["message_cc_listeners", "message_cc_listeners_Marketplace_MessageSenderID_MessageType", "100000000 1000000 10000 100 noskipscan"],
 ["message_cc_listeners", "message_cc_listeners_Marketplace_AssignmentKind_AssignmentCompany_AssignmentUserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["message_cc_listeners", "message_cc_listeners_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["message_cc_listeners", "message_cc_listeners_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["events", "sqlite_autoindex_events_1", "100000000 1000000 1 noskipscan"],
 ["events", "events_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "sqlite_autoindex_deliveries_1", "100000000 1000000 1 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Status_NextAttempt", "100000000 1000000 10000 100 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Caller_DateCreated", "100000000 1000000 10000 100 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Sent", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "deliveries_Marketplace_WebhookID_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["deliveries", "deliveries_Marketplace_MessageSenderID_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["deliveries", "deliveries_Marketplace_DeliveryConfigID_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["deliveries", "deliveries_Marketplace_IntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "deliveries_Marketplace_TrackingEventID", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "deliveries_Marketplace_EventID", "100000000 1000000 10000 noskipscan"],
 ["promotion_integrations", "sqlite_autoindex_promotion_integrations_1", "100000000 1 noskipscan"],
 ["subscription_integrations", "sqlite_autoindex_subscription_integrations_1", "100000000 1 noskipscan"],
 ["subscription_integrations", "subscription_integrations_Marketplace_ApiClientID", "100000000 1000000 10000 noskipscan"],
 ["synchronizations", "sqlite_autoindex_synchronizations_1", "100000000 1000000 1 noskipscan"],
 ["synchronizations", "synchronizations_Marketplace_DeliveryConfigID", "100000000 1000000 10000 noskipscan"],
 ["tracking_events", "sqlite_autoindex_tracking_events_1", "100000000 1000000 1 noskipscan"],
 ["tracking_events", "tracking_events_EventType_ClientID", "100000000 1000000 10000 1 noskipscan"],
 ["tracking_events", "tracking_events_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["tracking_events", "tracking_events_Marketplace_EventType_ID", "100000000 1000000 10000 100 noskipscan"],
 ["tracking_events", "tracking_events_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["tracking_events", "tracking_events_Marketplace_DeliveryConfigID", "100000000 1000000 10000 noskipscan"],
 ["webhooks", "sqlite_autoindex_webhooks_1", "100000000 1000000 1 noskipscan"],
 ["webhooks", "webhooks_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["webhooks", "webhooks_Marketplace_DeliveryConfigID", "100000000 1000000 10000 noskipscan"],
 ["webhook_routes", "sqlite_autoindex_webhook_routes_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["webhook_routes", "webhook_routes_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["webhook_routes", "webhook_routes_Marketplace_WebhookID", "100000000 1000000 10000 noskipscan"],
 ["approval_rules", "sqlite_autoindex_approval_rules_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["approval_rules", "approval_rules_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["approval_rules", "approval_rules_Marketplace_Kind_Company_ApprovingGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["seller_approval_rules", "sqlite_autoindex_seller_approval_rules_1", "100000000 1000000 1 noskipscan"],
 ["seller_approval_rules", "seller_approval_rules_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["seller_approval_rules", "seller_approval_rules_Marketplace_OwnerID_ApprovingGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_key", "100000000 1000000 1 noskipscan"],
 ["orders", "orders_Leg_ID", "100000000 1000000 10000 1 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_FromUserKey_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_LastUpdated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_Status_DateCreated", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_SourceKey", "100000000 1000000 10000 noskipscan"],
 ["orders", "orders_Marketplace_FromUserKey_IsGuests_Status_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_FromUserID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_BillingAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_ShippingAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_SubscriptionID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "sqlite_autoindex_line_items_1", "100000000 1000000 10000 1 noskipscan"],
 ["line_items", "line_items_Marketplace_OrderKey_DateAdded_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["line_items", "line_items_Marketplace_ShipFromCompany_ShipFromAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_ProductID_InventoryRecordID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_ProductID_VariantID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_DiscountID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_ShippingAddressID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_PriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_InvitationID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_OutgoingScheduleID", "100000000 1000000 10000 noskipscan"],
 ["order_invitations", "sqlite_autoindex_order_invitations_1", "100000000 1000000 1 noskipscan"],
 ["order_invitations", "order_invitations_lookup_ID", "100000000 1 noskipscan"],
 ["order_invitations", "order_invitations_Marketplace_UserKey_ID", "100000000 1000000 10000 100 noskipscan"],
 ["order_invitations", "order_invitations_Marketplace_ExpirationDate", "100000000 1000000 10000 noskipscan"],
 ["order_invitations", "order_invitations_Marketplace_OrderKey", "100000000 1000000 10000 noskipscan"],
 ["order_approvals", "sqlite_autoindex_order_approvals_1", "100000000 1000000 10000 1 noskipscan"],
 ["order_approvals", "order_approvals_Marketplace_Kind_Company_ApprovingGroupID_Status", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["order_approvals", "order_approvals_Marketplace_Kind_Company_ApprovalRuleID", "100000000 1000000 10000 100 2 noskipscan"],
 ["order_approvals", "order_approvals_Marketplace_Kind_Company_ApproverID", "100000000 1000000 10000 100 2 noskipscan"],
 ["payments", "sqlite_autoindex_payments_1", "100000000 1000000 10000 1 noskipscan"],
 ["payments", "payments_Marketplace_OrderKey_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["payments", "payments_Marketplace_CreditCardID", "100000000 1000000 10000 noskipscan"],
 ["payments", "payments_Marketplace_SpendingAccountID", "100000000 1000000 10000 noskipscan"],
 ["payments", "payments_Marketplace_OrderReturnID", "100000000 1000000 10000 noskipscan"],
 ["promotions", "sqlite_autoindex_promotions_1", "100000000 1000000 1 noskipscan"],
 ["promotions", "promotions_Code", "100000000 1000000 1 noskipscan"],
 ["promotions", "promotions_Marketplace_AllowAllBuyers_Active", "100000000 1000000 10000 100 noskipscan"],
 ["promotions", "promotions_Marketplace_UseIntegration", "100000000 1000000 10000 noskipscan"],
 ["promotions", "promotions_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["promotions", "promotions_Marketplace_Code_ID", "100000000 1000000 10000 100 noskipscan"],
 ["promotions", "promotions_Marketplace_OwnerID", "100000000 1000000 10000 noskipscan"],
 ["promotion_assignments", "sqlite_autoindex_promotion_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["promotion_assignments", "promotion_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["promotion_codes", "sqlite_autoindex_promotion_codes_1", "100000000 1000000 1 noskipscan"],
 ["promotion_codes", "promotion_codes_Marketplace_PromotionID_Code", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "sqlite_autoindex_shipments_1", "100000000 1000000 1 noskipscan"],
 ["shipments", "shipments_Marketplace_BuyerID_DateShipped_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["shipments", "shipments_Marketplace_DateShipped_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_OwnerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_BuyerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_Shipper_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_DateDelivered_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_Cost_ID", "100000000 1000000 10000 100 noskipscan"],
 ["shipments", "shipments_Marketplace_OwnerKind_OwnerID_FromAddressID", "100000000 1000000 10000 100 2 noskipscan"],
 ["shipments", "shipments_Marketplace_BuyerID_ToAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["shipment_items", "sqlite_autoindex_shipment_items_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["shipment_items", "shipment_items_Marketplace_OrderKey_LineItemID", "100000000 1000000 10000 100 noskipscan"],
 ["subscriptions", "sqlite_autoindex_subscriptions_1", "100000000 1000000 1 noskipscan"],
 ["subscriptions", "subscriptions_Marketplace_Active_NextOrderDate", "100000000 1000000 10000 100 noskipscan"],
 ["subscriptions", "subscriptions_Marketplace_FromUserKey_ID", "100000000 1000000 10000 100 noskipscan"],
 ["worksheets", "sqlite_autoindex_worksheets_1", "100000000 1000000 1 noskipscan"],
 ["api_clients", "sqlite_autoindex_api_clients_1", "100000000 1000000 1 noskipscan"],
 ["api_clients", "api_clients_lookup_ID", "100000000 1 noskipscan"],
 ["api_clients", "api_clients_Marketplace_AllowSeller_Active_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["api_clients", "api_clients_Marketplace_AppName_ID", "100000000 1000000 10000 100 noskipscan"],
 ["api_clients", "api_clients_Marketplace_DefaultContextUserName_ID", "100000000 1000000 10000 100 noskipscan"],
 ["api_clients", "api_clients_Marketplace_OrderCheckoutIntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["api_clients", "api_clients_Marketplace_OrderReturnIntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["api_clients", "api_clients_Marketplace_AddToCartIntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["api_client_assignments", "sqlite_autoindex_api_client_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["api_client_assignments", "api_client_assignments_Marketplace_BuyerID_SupplierID_ApiClientID", "100000000 1000000 10000 100 2 noskipscan"],
 ["api_client_assignments", "api_client_assignments_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["api_client_secrets", "sqlite_autoindex_api_client_secrets_1", "100000000 1000000 10000 1 noskipscan"],
 ["buyer_groups", "sqlite_autoindex_buyer_groups_1", "100000000 1000000 1 noskipscan"],
 ["buyer_groups", "buyer_groups_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["buyer_groups", "buyer_groups_Marketplace_DefaultCatalogID", "100000000 1000000 10000 noskipscan"],
 ["companies", "sqlite_autoindex_companies_1", "100000000 1000000 10000 1 noskipscan"],
 ["companies", "companies_Marketplace_Kind_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["companies", "companies_Marketplace_Kind_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["companies", "companies_Marketplace_DefaultCatalogID", "100000000 1000000 10000 noskipscan"],
 ["companies", "companies_Marketplace_GroupID", "100000000 1000000 10000 noskipscan"],
 ["cost_centers", "sqlite_autoindex_cost_centers_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["cost_centers", "cost_centers_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["cost_center_assignments", "sqlite_autoindex_cost_center_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["cost_center_assignments", "cost_center_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["credit_cards", "sqlite_autoindex_credit_cards_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_CardholderName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_CardType_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_ExpirationDate_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_card_assignments", "sqlite_autoindex_credit_card_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["credit_card_assignments", "credit_card_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["credit_card_assignments", "credit_card_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["groups", "sqlite_autoindex_groups_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["groups", "groups_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["group_members", "sqlite_autoindex_group_members_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["group_members", "group_members_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["incrementors", "sqlite_autoindex_incrementors_1", "100000000 1000000 1 noskipscan"],
 ["incrementors", "incrementors_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["locales", "sqlite_autoindex_locales_1", "100000000 1000000 1 noskipscan"],
 ["locales", "locales_Marketplace_Currency_Language", "100000000 1000000 10000 100 noskipscan"],
 ["locales", "locales_Marketplace_OwnerID", "100000000 1000000 10000 noskipscan"],
 ["locale_assignments", "sqlite_autoindex_locale_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["locale_assignments", "locale_assignments_Marketplace_LocaleID_BuyerID_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["security_profiles", "sqlite_autoindex_security_profiles_1", "100000000 1000000 1 noskipscan"],
 ["security_profiles", "security_profiles_Marketplace_PasswordConfig", "100000000 1000000 10000 noskipscan"],
 ["security_profiles", "security_profiles_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["security_profile_assignments", "sqlite_autoindex_security_profile_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_SecurityProfileID_UserID_UserGroupID_Company", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["spending_accounts", "sqlite_autoindex_spending_accounts_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["spending_accounts", "spending_accounts_Kind_Company_RedemptionCode", "100000000 1000000 10000 100 1 noskipscan"],
 ["spending_accounts", "spending_accounts_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["spending_account_assignments", "sqlite_autoindex_spending_account_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["spending_account_assignments", "spending_account_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["spending_account_assignments", "spending_account_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["supplier_buyers", "sqlite_autoindex_supplier_buyers_1", "100000000 1000000 10000 1 noskipscan"],
 ["supplier_buyers", "supplier_buyers_Marketplace_BuyerID", "100000000 1000000 10000 noskipscan"],
 ["users", "sqlite_autoindex_users_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["users", "users_Username", "100000000 1000000 1 noskipscan"],
 ["users", "users_Key", "100000000 1000000 1 noskipscan"],
 ["users", "users_Marketplace_Audience", "100000000 1000000 10000 noskipscan"],
 ["users", "users_Marketplace_Email", "100000000 1000000 10000 noskipscan"],
 ["users", "users_Marketplace_Kind_LastName_FirstName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["users", "users_Marketplace_Kind_LastName_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Username_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["users", "users_Marketplace_Kind_ID", "100000000 1000000 10000 100 noskipscan"],
 ["users", "users_Marketplace_Kind_Email_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["users", "users_Marketplace_Kind_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Company_LastName_FirstName_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Company_LastName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Company_Username_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Company_Email_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["users", "users_Marketplace_Kind_Company_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["login_failures", "sqlite_autoindex_login_failures_1", "100000000 1000000 1 noskipscan"],
 ["login_failures", "login_failures_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["xp_indices", "sqlite_autoindex_xp_indices_1", "100000000 1000000 10000 1 noskipscan"],
 ["xp_indices", "xp_indices_Marketplace_Key", "100000000 1000000 10000 noskipscan"],
 ["portal_accounts", "sqlite_autoindex_portal_accounts_1", "100000000 1 noskipscan"],
 ["portal_accounts", "portal_accounts_Username", "100000000 1 noskipscan"],
 ["portal_accounts", "portal_accounts_Email", "100000000 1 noskipscan"],
 ["portal_refresh_tokens", "sqlite_autoindex_portal_refresh_tokens_1", "100000000 1 noskipscan"],
 ["portal_refresh_tokens", "portal_refresh_tokens_AccountKey", "100000000 1000000 noskipscan"],
 ["portal_refresh_tokens", "portal_refresh_tokens_Expires", "100000000 1000000 noskipscan"],
 ["portal_login_failures", "sqlite_autoindex_portal_login_failures_1", "100000000 1 noskipscan"],
 ["portal_login_failures", "portal_login_failures_Expires", "100000000 1000000 noskipscan"],
 ["portal_codes", "sqlite_autoindex_portal_codes_1", "100000000 1000000 1 noskipscan"],
 ["portal_codes", "portal_codes_Kind_Hash", "100000000 1000000 10000 noskipscan"],
 ["portal_codes", "portal_codes_Expires", "100000000 1000000 noskipscan"],
 ["portal_access", "sqlite_autoindex_portal_access_1", "100000000 1000000 10000 1 noskipscan"],
 ["portal_access", "portal_access_Kind_Party", "100000000 1000000 10000 noskipscan"],
 ["portal_teams", "sqlite_autoindex_portal_teams_1", "100000000 1 noskipscan"],
 ["portal_teams", "portal_teams_ExcludeFromSearch_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["portal_team_members", "sqlite_autoindex_portal_team_members_1", "100000000 1000000 10000 1 noskipscan"],
 ["portal_team_members", "portal_team_members_Kind_Party", "100000000 1000000 10000 noskipscan"],
 ["marketplaces", "sqlite_autoindex_marketplaces_1", "100000000 1 noskipscan"],
 ["marketplaces", "marketplaces_Owner", "100000000 1000000 noskipscan"],
 ["marketplaces", "marketplaces_DateDeleted", "100000000 1000000 noskipscan"],
 ["idempotency_keys", "sqlite_autoindex_idempotency_keys_1", "100000000 1000000 10000 1 noskipscan"],
 ["idempotency_keys", "idempotency_keys_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"],
 ["order_promotions", "sqlite_autoindex_order_promotions_1", "100000000 1000000 10000 1 noskipscan"],
 ["order_promotions", "order_promotions_Marketplace_ID_RedeemedBy", "100000000 1000000 10000 100 noskipscan"]
]');

ANALYZE sqlite_schema;
