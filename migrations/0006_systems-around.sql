PRAGMA defer_foreign_keys=on;

CREATE TABLE `audit` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`DateCreated` text NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`LogID` text COLLATE NOCASE,
	`OperationID` text COLLATE NOCASE,
	`Params` text,
	`ObjectID` text COLLATE NOCASE,
	`Kind` text COLLATE NOCASE,
	`CompanyID` text COLLATE NOCASE,
	`UserID` text COLLATE NOCASE,
	`Username` text COLLATE NOCASE,
	`ImpersonatorKey` text COLLATE NOCASE,
	`ClientID` text COLLATE NOCASE,
	`IP` text COLLATE NOCASE,
	`Changes` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `DateCreated`, `ID`)
);

CREATE TABLE `audience_discounts` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`Target` text COLLATE NOCASE NOT NULL,
	`DiscountID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `Target`, `DiscountID`),
	FOREIGN KEY (`Marketplace`,`DiscountID`) REFERENCES `discounts`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `audience_discounts_Marketplace_DiscountID` ON `audience_discounts` (`Marketplace`,`DiscountID`);

CREATE TABLE `discounts` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Description` text COLLATE NOCASE,
	`DiscountBreaks` text,
	`ProductFilter` text COLLATE NOCASE,
	`CatalogID` text COLLATE NOCASE,
	`CategoryID` text COLLATE NOCASE,
	`ProductID` text COLLATE NOCASE,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `discounts_Marketplace_CatalogID_CategoryID` ON `discounts` (`Marketplace`,`CatalogID`,`CategoryID`);

CREATE INDEX `discounts_Marketplace_ProductID` ON `discounts` (`Marketplace`,`ProductID`);

CREATE TABLE `discount_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`DiscountID` text COLLATE NOCASE NOT NULL,
	`BuyerGroupID` text COLLATE NOCASE,
	`BuyerID` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `DiscountID`, `BuyerGroupID`, `BuyerID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`DiscountID`) REFERENCES `discounts`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`BuyerGroupID`) REFERENCES `buyer_groups`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `discount_assignments_Marketplace_BuyerID_UserGroupID` ON `discount_assignments` (`Marketplace`,`BuyerID`,`UserGroupID`);

CREATE INDEX `discount_assignments_Marketplace_BuyerGroupID` ON `discount_assignments` (`Marketplace`,`BuyerGroupID`);

CREATE TABLE `delivery_configs` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Enabled` integer,
	`DeliveryTargets` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `delivery_configs_Marketplace_Name_ID` ON `delivery_configs` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `synchronizations` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Source` text COLLATE NOCASE NOT NULL,
	`DeliveryConfigID` text COLLATE NOCASE,
	`SyncEntityChanged` integer,
	`SyncEntityDeleted` integer,
	`SyncProductChanged` integer,
	`SyncProductDeleted` integer,
	`Paused` integer,
	`ExcludePriceSchedules` integer,
	`LimitNotifications` integer,
	`ConfigData` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Source`)
);

CREATE INDEX `synchronizations_Marketplace_DeliveryConfigID` ON `synchronizations` (`Marketplace`,`DeliveryConfigID`);

CREATE TABLE `tracking_events` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`EventType` text COLLATE NOCASE,
	`ClientID` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`ConfigData` text,
	`DeliveryConfigID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`ClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE UNIQUE INDEX `tracking_events_EventType_ClientID` ON `tracking_events` (`Marketplace`,`EventType`,`ClientID`);

CREATE INDEX `tracking_events_Marketplace_Name_ID` ON `tracking_events` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `tracking_events_Marketplace_EventType_ID` ON `tracking_events` (`Marketplace`,`EventType`,`ID`);

CREATE INDEX `tracking_events_Marketplace_ClientID` ON `tracking_events` (`Marketplace`,`ClientID`);

CREATE INDEX `tracking_events_Marketplace_DeliveryConfigID` ON `tracking_events` (`Marketplace`,`DeliveryConfigID`);

CREATE TABLE `promotion_codes` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Code` text COLLATE NOCASE NOT NULL,
	`PromotionID` text COLLATE NOCASE,
	`Redeemed` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Code`),
	FOREIGN KEY (`Marketplace`,`PromotionID`) REFERENCES `promotions`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `promotion_codes_Marketplace_PromotionID_Code` ON `promotion_codes` (`Marketplace`,`PromotionID`,`Code`);

CREATE TABLE `buyer_groups` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`DefaultCatalogID` text COLLATE NOCASE,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`DefaultCatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `buyer_groups_Marketplace_Name_ID` ON `buyer_groups` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `buyer_groups_Marketplace_DefaultCatalogID` ON `buyer_groups` (`Marketplace`,`DefaultCatalogID`);

CREATE TABLE `__new_catalog_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE,
	`BuyerGroupID` text COLLATE NOCASE,
	`ViewAllCategories` integer,
	`ViewAllProducts` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `CatalogID`, `BuyerID`, `BuyerGroupID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`BuyerGroupID`) REFERENCES `buyer_groups`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

INSERT INTO `__new_catalog_assignments`("Marketplace", "CatalogID", "BuyerID", "ViewAllCategories", "ViewAllProducts", "Version") SELECT "Marketplace", "CatalogID", "BuyerID", "ViewAllCategories", "ViewAllProducts", "Version" FROM `catalog_assignments`;

DROP TABLE `catalog_assignments`;

ALTER TABLE `__new_catalog_assignments` RENAME TO `catalog_assignments`;

CREATE INDEX `catalog_assignments_Marketplace_BuyerID` ON `catalog_assignments` (`Marketplace`,`BuyerID`);

CREATE INDEX `catalog_assignments_Marketplace_BuyerGroupID` ON `catalog_assignments` (`Marketplace`,`BuyerGroupID`);

ALTER TABLE `deliveries` ADD `TrackingEventID` text COLLATE NOCASE;

ALTER TABLE `deliveries` ADD `Source` text COLLATE NOCASE;

ALTER TABLE `deliveries` ADD `DeliveryConfigID` text COLLATE NOCASE;

ALTER TABLE `deliveries` ADD `Reached` text;

CREATE INDEX `deliveries_Marketplace_DeliveryConfigID_DateCreated_ID` ON `deliveries` (`Marketplace`,`DeliveryConfigID`,`DateCreated`,`ID`);

CREATE INDEX `deliveries_Marketplace_TrackingEventID` ON `deliveries` (`Marketplace`,`TrackingEventID`) WHERE "TrackingEventID" is not null;

ALTER TABLE `orders` ADD `BaseDiscount` integer;

ALTER TABLE `line_items` ADD `BaseDiscount` integer;

ALTER TABLE `line_items` ADD `DiscountID` text COLLATE NOCASE;

ALTER TABLE `line_items` ADD `DiscountPercent` integer;

CREATE INDEX `line_items_Marketplace_DiscountID` ON `line_items` (`Marketplace`,`DiscountID`) WHERE "DiscountID" is not null;

ALTER TABLE `promotions` ADD `GeneratedCodeCount` integer;

ALTER TABLE `promotions` ADD `GeneratedCodeLength` integer;

ALTER TABLE `promotions` ADD `GeneratedCodePrefix` text COLLATE NOCASE;

ALTER TABLE `api_clients` ADD `Tracked` text;

CREATE TABLE `__new_companies` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Active` integer,
	`DateCreated` text,
	`DefaultCatalogID` text COLLATE NOCASE,
	`GroupID` text COLLATE NOCASE,
	`AllBuyersCanOrder` integer,
	`ForwardingUserKey` text COLLATE NOCASE,
	`xp` text,
	`TokensFrom` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `ID`),
	FOREIGN KEY (`Marketplace`,`DefaultCatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`GroupID`) REFERENCES `buyer_groups`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

INSERT INTO `__new_companies`("Marketplace", "Kind", "ID", "Name", "Active", "DateCreated", "DefaultCatalogID", "AllBuyersCanOrder", "ForwardingUserKey", "xp", "TokensFrom", "Version") SELECT "Marketplace", "Kind", "ID", "Name", "Active", "DateCreated", "DefaultCatalogID", "AllBuyersCanOrder", "ForwardingUserKey", "xp", "TokensFrom", "Version" FROM `companies`;

DROP TABLE `companies`;

ALTER TABLE `__new_companies` RENAME TO `companies`;

CREATE INDEX `companies_Marketplace_Kind_Name_ID` ON `companies` (`Marketplace`,`Kind`,`Name`,`ID`);

CREATE INDEX `companies_Marketplace_Kind_DateCreated_ID` ON `companies` (`Marketplace`,`Kind`,`DateCreated`,`ID`);

CREATE INDEX `companies_Marketplace_DefaultCatalogID` ON `companies` (`Marketplace`,`DefaultCatalogID`);

CREATE INDEX `companies_Marketplace_GroupID` ON `companies` (`Marketplace`,`GroupID`);

ALTER TABLE `marketplaces` ADD `Place` text COLLATE NOCASE;

ALTER TABLE `marketplaces` ADD `HeldUntil` text;

ALTER TABLE `marketplaces` ADD `ChangeSequence` integer;

CREATE INDEX `message_senders_Marketplace_DeliveryConfigID` ON `message_senders` (`Marketplace`,`DeliveryConfigID`);

CREATE INDEX `webhooks_Marketplace_DeliveryConfigID` ON `webhooks` (`Marketplace`,`DeliveryConfigID`);

CREATE VIEW "told" AS SELECT NULL AS "Marketplace", NULL AS "ID", NULL AS "Source", NULL AS "ClientID",
  NULL AS "EventType", NULL AS "LogID", NULL AS "Body";

PRAGMA defer_foreign_keys=off;

CREATE TRIGGER "told_insert" INSTEAD OF INSERT ON "told"
  WHEN EXISTS (SELECT "Source", NULL AS "TrackingEventID", "DeliveryConfigID", "Paused" FROM "synchronizations"
      WHERE "Marketplace" = NEW."Marketplace" AND "Source" = NEW."Source"
    UNION ALL SELECT NULL, "ID", "DeliveryConfigID", 0 FROM "tracking_events"
      WHERE "Marketplace" = NEW."Marketplace" AND "ClientID" = NEW."ClientID" AND "EventType" = NEW."EventType") AND EXISTS (SELECT 1 FROM "marketplaces" m WHERE m."ID" = NEW."Marketplace" AND m."Place" IS NULL) BEGIN
  UPDATE "marketplaces" SET "ChangeSequence" = coalesce("ChangeSequence", 0) + 1 WHERE "ID" = NEW."Marketplace";
  INSERT INTO "events" ("Marketplace", "ID", "LogID", "Body", "DateCreated", "Version")
    SELECT m."ID", coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence"), NEW."LogID", json_set(NEW."Body", '$.Sequence', m."ChangeSequence"), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 1 FROM "marketplaces" m WHERE m."ID" = NEW."Marketplace"
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "LogID" = excluded."LogID", "DateCreated" = excluded."DateCreated", "Body" = CASE
      WHEN "events"."Body" ->> 'Action' = 'Created' AND excluded."Body" ->> 'Action' = 'Updated' AND EXISTS (SELECT 1 FROM "deliveries" d
        WHERE d."Marketplace" = excluded."Marketplace" AND d."EventID" = excluded."ID" AND +d."Status" = 'Pending')
      THEN json_set(excluded."Body", '$.Action', 'Created') ELSE excluded."Body" END;
  INSERT INTO "deliveries" ("Marketplace", "ID", "EventID", "Source", "TrackingEventID", "DeliveryConfigID", "Status", "Attempts", "Link",
      "NextAttempt", "Deadline", "DateCreated", "Version")
    SELECT m."ID", coalesce((SELECT d."ID" FROM "deliveries" d WHERE d."Marketplace" = m."ID" AND d."EventID" = coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence")), lower(hex(randomblob(16)))),
      coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence"), w."Source", w."TrackingEventID", w."DeliveryConfigID", 'Pending', 0, 0,
      iif(w."Paused" = 1, NULL, ''), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+7 days'), strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 1
    FROM (SELECT "Source", NULL AS "TrackingEventID", "DeliveryConfigID", "Paused" FROM "synchronizations"
      WHERE "Marketplace" = NEW."Marketplace" AND "Source" = NEW."Source"
    UNION ALL SELECT NULL, "ID", "DeliveryConfigID", 0 FROM "tracking_events"
      WHERE "Marketplace" = NEW."Marketplace" AND "ClientID" = NEW."ClientID" AND "EventType" = NEW."EventType") w CROSS JOIN "marketplaces" m WHERE m."ID" = NEW."Marketplace"
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "Status" = 'Pending', "Attempts" = 0, "NextAttempt" = excluded."NextAttempt",
      "Deadline" = excluded."Deadline", "DateCreated" = excluded."DateCreated", "DeliveryConfigID" = excluded."DeliveryConfigID",
      "DateDelivered" = NULL, "Reached" = NULL, "LastError" = NULL, "LastStatus" = NULL, "Version" = "deliveries"."Version" + 1;
END;

CREATE TRIGGER "adminusers_told_insert" AFTER INSERT ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'adminusers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Seller' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'adminusers/' || NEW."ID", 'adminusers', json_object('Entity', 'adminusers', 'Key', json_array(NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "adminusers_told_update" AFTER UPDATE OF "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'adminusers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Seller' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'adminusers/' || NEW."ID", 'adminusers', json_object('Entity', 'adminusers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "adminusers_told_rename" AFTER UPDATE OF "ID" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'adminusers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Seller' AND OLD."BuiltIn" IS NOT 1 AND (NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'adminusers/' || OLD."ID", 'adminusers', json_object('Entity', 'adminusers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "adminusers_told_delete" AFTER DELETE ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'adminusers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Seller' AND OLD."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'adminusers/' || OLD."ID", 'adminusers', json_object('Entity', 'adminusers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_told_insert" AFTER INSERT ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/' || NEW."ID", 'buyers', json_object('Entity', 'buyers', 'Key', json_array(NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "buyers_told_update" AFTER UPDATE OF "ID", "Name", "Active", "GroupID", "DefaultCatalogID", "AllBuyersCanOrder", "xp" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/' || NEW."ID", 'buyers', json_object('Entity', 'buyers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_told_rename" AFTER UPDATE OF "ID" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer' AND (NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/' || OLD."ID", 'buyers', json_object('Entity', 'buyers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_told_delete" AFTER DELETE ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/' || OLD."ID", 'buyers', json_object('Entity', 'buyers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_users_told_insert" AFTER INSERT ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/users/' || NEW."Company" || '/' || NEW."ID", 'buyers/users', json_object('Entity', 'buyers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "buyers_users_told_update" AFTER UPDATE OF "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/users/' || NEW."Company" || '/' || NEW."ID", 'buyers/users', json_object('Entity', 'buyers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_users_told_rename" AFTER UPDATE OF "Company", "ID" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers/users' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer' AND OLD."BuiltIn" IS NOT 1 AND (NEW."Company" IS NOT OLD."Company" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/users/' || OLD."Company" || '/' || OLD."ID", 'buyers/users', json_object('Entity', 'buyers/users', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_users_told_delete" AFTER DELETE ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers/users' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer' AND OLD."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/users/' || OLD."Company" || '/' || OLD."ID", 'buyers/users', json_object('Entity', 'buyers/users', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_usergroups_told_insert" AFTER INSERT ON "groups" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/usergroups' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/usergroups/' || NEW."Company" || '/' || NEW."ID", 'buyers/usergroups', json_object('Entity', 'buyers/usergroups', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "buyers_usergroups_told_update" AFTER UPDATE ON "groups" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'buyers/usergroups' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'buyers/usergroups/' || NEW."Company" || '/' || NEW."ID", 'buyers/usergroups', json_object('Entity', 'buyers/usergroups', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "buyers_usergroups_told_rename" AFTER UPDATE OF "Company", "ID" ON "groups" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers/usergroups' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer' AND (NEW."Company" IS NOT OLD."Company" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/usergroups/' || OLD."Company" || '/' || OLD."ID", 'buyers/usergroups', json_object('Entity', 'buyers/usergroups', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "buyers_usergroups_told_delete" AFTER DELETE ON "groups" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'buyers/usergroups' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Buyer') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'buyers/usergroups/' || OLD."Company" || '/' || OLD."ID", 'buyers/usergroups', json_object('Entity', 'buyers/usergroups', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "categories_told_insert" AFTER INSERT ON "categories" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'categories' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'categories/' || NEW."CatalogID" || '/' || NEW."ID", 'categories', json_object('Entity', 'categories', 'Key', json_array(NEW."CatalogID", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "categories_told_update" AFTER UPDATE ON "categories" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'categories' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'categories/' || NEW."CatalogID" || '/' || NEW."ID", 'categories', json_object('Entity', 'categories', 'Key', json_array(NEW."CatalogID", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "categories_told_rename" AFTER UPDATE OF "CatalogID", "ID" ON "categories" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'categories' AND s."SyncEntityDeleted" = 1 AND 1 AND (NEW."CatalogID" IS NOT OLD."CatalogID" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'categories/' || OLD."CatalogID" || '/' || OLD."ID", 'categories', json_object('Entity', 'categories', 'Key', json_array(OLD."CatalogID", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "categories_told_delete" AFTER DELETE ON "categories" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'categories' AND s."SyncEntityDeleted" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'categories/' || OLD."CatalogID" || '/' || OLD."ID", 'categories', json_object('Entity', 'categories', 'Key', json_array(OLD."CatalogID", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "catalogs_told_insert" AFTER INSERT ON "catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'catalogs' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'catalogs/' || NEW."ID", 'catalogs', json_object('Entity', 'catalogs', 'Key', json_array(NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "catalogs_told_update" AFTER UPDATE ON "catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'catalogs' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'catalogs/' || NEW."ID", 'catalogs', json_object('Entity', 'catalogs', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "catalogs_told_rename" AFTER UPDATE OF "ID" ON "catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'catalogs' AND s."SyncEntityDeleted" = 1 AND 1 AND (NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'catalogs/' || OLD."ID", 'catalogs', json_object('Entity', 'catalogs', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "catalogs_told_delete" AFTER DELETE ON "catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'catalogs' AND s."SyncEntityDeleted" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'catalogs/' || OLD."ID", 'catalogs', json_object('Entity', 'catalogs', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "suppliers_told_insert" AFTER INSERT ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/' || NEW."ID", 'suppliers', json_object('Entity', 'suppliers', 'Key', json_array(NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "suppliers_told_update" AFTER UPDATE OF "ID", "Name", "Active", "GroupID", "DefaultCatalogID", "AllBuyersCanOrder", "xp" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/' || NEW."ID", 'suppliers', json_object('Entity', 'suppliers', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "suppliers_told_rename" AFTER UPDATE OF "ID" ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'suppliers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Supplier' AND (NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'suppliers/' || OLD."ID", 'suppliers', json_object('Entity', 'suppliers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "suppliers_told_delete" AFTER DELETE ON "companies" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'suppliers' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Supplier') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'suppliers/' || OLD."ID", 'suppliers', json_object('Entity', 'suppliers', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "suppliers_users_told_insert" AFTER INSERT ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/users/' || NEW."Company" || '/' || NEW."ID", 'suppliers/users', json_object('Entity', 'suppliers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "suppliers_users_told_update" AFTER UPDATE OF "Company", "ID", "Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active", "xp" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'suppliers/users' AND s."SyncEntityChanged" = 1 AND NEW."Kind" = 'Supplier' AND NEW."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'suppliers/users/' || NEW."Company" || '/' || NEW."ID", 'suppliers/users', json_object('Entity', 'suppliers/users', 'Key', json_array(NEW."Company", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "suppliers_users_told_rename" AFTER UPDATE OF "Company", "ID" ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'suppliers/users' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Supplier' AND OLD."BuiltIn" IS NOT 1 AND (NEW."Company" IS NOT OLD."Company" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'suppliers/users/' || OLD."Company" || '/' || OLD."ID", 'suppliers/users', json_object('Entity', 'suppliers/users', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "suppliers_users_told_delete" AFTER DELETE ON "users" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'suppliers/users' AND s."SyncEntityDeleted" = 1 AND OLD."Kind" = 'Supplier' AND OLD."BuiltIn" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'suppliers/users/' || OLD."Company" || '/' || OLD."ID", 'suppliers/users', json_object('Entity', 'suppliers/users', 'Key', json_array(OLD."Company", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "products_inventoryrecords_told_insert" AFTER INSERT ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products/inventoryrecords' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/inventoryrecords/' || NEW."ProductID" || '/' || NEW."ID", 'products/inventoryrecords', json_object('Entity', 'products/inventoryrecords', 'Key', json_array(NEW."ProductID", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "products_inventoryrecords_told_update" AFTER UPDATE ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products/inventoryrecords' AND s."SyncEntityChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/inventoryrecords/' || NEW."ProductID" || '/' || NEW."ID", 'products/inventoryrecords', json_object('Entity', 'products/inventoryrecords', 'Key', json_array(NEW."ProductID", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "products_inventoryrecords_told_rename" AFTER UPDATE OF "ProductID", "ID" ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products/inventoryrecords' AND s."SyncEntityDeleted" = 1 AND 1 AND (NEW."ProductID" IS NOT OLD."ProductID" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/inventoryrecords/' || OLD."ProductID" || '/' || OLD."ID", 'products/inventoryrecords', json_object('Entity', 'products/inventoryrecords', 'Key', json_array(OLD."ProductID", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "products_inventoryrecords_told_delete" AFTER DELETE ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products/inventoryrecords' AND s."SyncEntityDeleted" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/inventoryrecords/' || OLD."ProductID" || '/' || OLD."ID", 'products/inventoryrecords', json_object('Entity', 'products/inventoryrecords', 'Key', json_array(OLD."ProductID", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "products_told_insert" AFTER INSERT ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "products_told_update" AFTER UPDATE OF "ID", "OwnerID", "DefaultPriceScheduleID", "AutoForward", "ParentID", "IsParent", "IsBundle", "Name", "Description", "QuantityMultiplier", "ShipWeight", "ShipHeight", "ShipWidth", "ShipLength", "Active", "SpecCount", "VariantCount", "ShipFromAddressID", "DefaultSupplierID", "AllSuppliersCanSell", "Returnable", "xp", "InventoryEnabled", "NotificationPoint", "VariantLevelTracking", "OrderCanExceed" ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "products_told_rename" AFTER UPDATE OF "ID" ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductDeleted" = 1 AND 1 AND (NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "products_told_delete" AFTER DELETE ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductDeleted" = 1 AND 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "product_assignments_told_insert" AFTER INSERT ON "product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_assignments_told_update" AFTER UPDATE ON "product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_assignments_told_delete" AFTER DELETE ON "product_assignments" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_catalogs_told_insert" AFTER INSERT ON "product_catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_catalogs_told_update" AFTER UPDATE ON "product_catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "product_catalogs_told_delete" AFTER DELETE ON "product_catalogs" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "category_products_told_insert" AFTER INSERT ON "category_products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "category_products_told_update" AFTER UPDATE ON "category_products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "category_products_told_delete" AFTER DELETE ON "category_products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "variants_told_insert" AFTER INSERT ON "variants" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "variants_told_update" AFTER UPDATE OF "ID", "Name", "Description", "Active", "ShipWeight", "Specs", "xp" ON "variants" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products/' || NEW."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(NEW."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "variants_told_delete" AFTER DELETE ON "variants" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'products/' || OLD."ProductID", 'products', json_object('Entity', 'products', 'Key', json_array(OLD."ProductID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "orders_told_insert" AFTER INSERT ON "orders" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'orders' AND s."SyncEntityChanged" = 1 AND NEW."IsSubmitted" = 1 AND NEW."Leg" <> 'Subscription') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'orders/' || NEW."Leg" || '/' || NEW."ID", 'orders', json_object('Entity', 'orders', 'Key', json_array(NEW."Leg", NEW."ID"), 'Action', 'Created'));
END;

CREATE TRIGGER "orders_told_update" AFTER UPDATE ON "orders" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'orders' AND s."SyncEntityChanged" = 1 AND NEW."IsSubmitted" = 1 AND NEW."Leg" <> 'Subscription') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'orders/' || NEW."Leg" || '/' || NEW."ID", 'orders', json_object('Entity', 'orders', 'Key', json_array(NEW."Leg", NEW."ID"), 'Action', 'Updated'));
END;

CREATE TRIGGER "orders_told_rename" AFTER UPDATE OF "Leg", "ID" ON "orders" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'orders' AND s."SyncEntityDeleted" = 1 AND OLD."IsSubmitted" = 1 AND OLD."Leg" <> 'Subscription' AND (NEW."Leg" IS NOT OLD."Leg" OR NEW."ID" IS NOT OLD."ID")) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'orders/' || OLD."Leg" || '/' || OLD."ID", 'orders', json_object('Entity', 'orders', 'Key', json_array(OLD."Leg", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "orders_told_delete" AFTER DELETE ON "orders" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = OLD."Marketplace" AND s."Source" = 'orders' AND s."SyncEntityDeleted" = 1 AND OLD."IsSubmitted" = 1 AND OLD."Leg" <> 'Subscription') BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (OLD."Marketplace", 'orders/' || OLD."Leg" || '/' || OLD."ID", 'orders', json_object('Entity', 'orders', 'Key', json_array(OLD."Leg", OLD."ID"), 'Action', 'Deleted'));
END;

CREATE TRIGGER "price_schedules_told_update" AFTER UPDATE ON "price_schedules" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'products' AND s."SyncProductChanged" = 1 AND s."ExcludePriceSchedules" IS NOT 1) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", 'products:prices/' || NEW."ID", 'products', json_object('Walk', 'prices', 'Key', json_array(NEW."ID")));
END;

CREATE TRIGGER "products_stock_told" AFTER UPDATE OF "QuantityAvailable" ON "products" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'inventory' AND NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable"
    AND (s."LimitNotifications" IS NOT 1 OR (coalesce(NEW."QuantityAvailable", 0) <= 0) <> (coalesce(OLD."QuantityAvailable", 0) <= 0) OR (coalesce(NEW."QuantityAvailable", 0) <= NEW."NotificationPoint") <> (coalesce(OLD."QuantityAvailable", 0) <= NEW."NotificationPoint"))) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", NULL, 'inventory', json_object('Action', 'Updated', 'Data', json_object('ProductID', NEW."ID", 'VariantID', NULL, 'InventoryRecordID', NULL,
    'QuantityAvailable', NEW."QuantityAvailable", 'PreviousQuantity', OLD."QuantityAvailable", 'NotificationPoint', NEW."NotificationPoint")));
END;

CREATE TRIGGER "variants_stock_told" AFTER UPDATE OF "QuantityAvailable" ON "variants" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'inventory' AND NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable"
    AND (s."LimitNotifications" IS NOT 1 OR (coalesce(NEW."QuantityAvailable", 0) <= 0) <> (coalesce(OLD."QuantityAvailable", 0) <= 0) OR (coalesce(NEW."QuantityAvailable", 0) <= NEW."NotificationPoint") <> (coalesce(OLD."QuantityAvailable", 0) <= NEW."NotificationPoint"))) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", NULL, 'inventory', json_object('Action', 'Updated', 'Data', json_object('ProductID', NEW."ProductID", 'VariantID', NEW."ID", 'InventoryRecordID', NULL,
    'QuantityAvailable', NEW."QuantityAvailable", 'PreviousQuantity', OLD."QuantityAvailable", 'NotificationPoint', NEW."NotificationPoint")));
END;

CREATE TRIGGER "inventory_records_stock_told" AFTER UPDATE OF "QuantityAvailable" ON "inventory_records" WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = NEW."Marketplace" AND s."Source" = 'inventory' AND NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable"
    AND (s."LimitNotifications" IS NOT 1 OR (coalesce(NEW."QuantityAvailable", 0) <= 0) <> (coalesce(OLD."QuantityAvailable", 0) <= 0) OR (coalesce(NEW."QuantityAvailable", 0) <= NEW."NotificationPoint") <> (coalesce(OLD."QuantityAvailable", 0) <= NEW."NotificationPoint"))) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (NEW."Marketplace", NULL, 'inventory', json_object('Action', 'Updated', 'Data', json_object('ProductID', NEW."ProductID", 'VariantID', NEW."VariantID", 'InventoryRecordID', NEW."ID",
    'QuantityAvailable', NEW."QuantityAvailable", 'PreviousQuantity', OLD."QuantityAvailable", 'NotificationPoint', NEW."NotificationPoint")));
END;

INSERT INTO `guard` (`Holds`, `Refusal`) SELECT (SELECT count(*) FROM pragma_foreign_key_check) = 0, 'Migration.Orphans';

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
