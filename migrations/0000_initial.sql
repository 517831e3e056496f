CREATE TABLE `supplier_buyers` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`SupplierID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `SupplierID`, `BuyerID`)
);

CREATE INDEX `supplier_buyers_Marketplace_BuyerID` ON `supplier_buyers` (`Marketplace`,`BuyerID`);

CREATE TABLE `signing_keys` (
	`Kid` text PRIMARY KEY NOT NULL,
	`PrivateKey` text,
	`PublicKey` text,
	`DateCreated` text,
	`DateRetired` text,
	`Version` integer
);

CREATE TABLE `refresh_tokens` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Hash` text NOT NULL,
	`ClientID` text COLLATE NOCASE,
	`UserKey` text COLLATE NOCASE,
	`Scope` text COLLATE NOCASE,
	`Issued` text,
	`Expires` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Hash`)
);

CREATE INDEX `refresh_tokens_Marketplace_UserKey` ON `refresh_tokens` (`Marketplace`,`UserKey`);

CREATE INDEX `refresh_tokens_Marketplace_ClientID` ON `refresh_tokens` (`Marketplace`,`ClientID`);

CREATE INDEX `refresh_tokens_Marketplace_Expires` ON `refresh_tokens` (`Marketplace`,`Expires`);

CREATE TABLE `one_time_codes` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Hash` text NOT NULL,
	`Use` text COLLATE NOCASE,
	`UserKey` text COLLATE NOCASE,
	`ClientID` text COLLATE NOCASE,
	`Expires` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Hash`)
);

CREATE INDEX `one_time_codes_Marketplace_UserKey` ON `one_time_codes` (`Marketplace`,`UserKey`);

CREATE INDEX `one_time_codes_Marketplace_Expires` ON `one_time_codes` (`Marketplace`,`Expires`);

CREATE TABLE `attempts` (
	`Subject` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`Minute` integer,
	`Count` integer,
	`Version` integer
);

CREATE INDEX `attempts_Minute` ON `attempts` (`Minute`);

CREATE TABLE `users` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Key` text COLLATE NOCASE,
	`Username` text COLLATE NOCASE,
	`FirstName` text COLLATE NOCASE,
	`LastName` text COLLATE NOCASE,
	`Email` text COLLATE NOCASE,
	`Phone` text COLLATE NOCASE,
	`TermsAccepted` text,
	`Active` integer,
	`xp` text,
	`DateCreated` text,
	`LastActive` text,
	`PasswordLastSetDate` text,
	`PasswordHash` text,
	`PasswordHistory` text,
	`TokenGeneration` integer,
	`BuiltIn` integer,
	`Audience` text COLLATE NOCASE,
	`AudienceVersion` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE UNIQUE INDEX `users_Username` ON `users` (`Marketplace`,`Username`);

CREATE UNIQUE INDEX `users_Key` ON `users` (`Marketplace`,`Key`);

CREATE INDEX `users_Marketplace_Audience` ON `users` (`Marketplace`,`Audience`);

CREATE INDEX `users_Marketplace_Email` ON `users` (`Marketplace`,`Email`);

CREATE INDEX `users_Marketplace_Kind_LastName_FirstName_ID` ON `users` (`Marketplace`,`Kind`,`LastName`,`FirstName`,`ID`);

CREATE INDEX `users_Marketplace_Kind_LastName_ID` ON `users` (`Marketplace`,`Kind`,`LastName`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Username_ID` ON `users` (`Marketplace`,`Kind`,`Username`,`ID`);

CREATE INDEX `users_Marketplace_Kind_ID` ON `users` (`Marketplace`,`Kind`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Email_ID` ON `users` (`Marketplace`,`Kind`,`Email`,`ID`);

CREATE INDEX `users_Marketplace_Kind_DateCreated_ID` ON `users` (`Marketplace`,`Kind`,`DateCreated`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Company_LastName_FirstName_ID` ON `users` (`Marketplace`,`Kind`,`Company`,`LastName`,`FirstName`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Company_LastName_ID` ON `users` (`Marketplace`,`Kind`,`Company`,`LastName`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Company_Username_ID` ON `users` (`Marketplace`,`Kind`,`Company`,`Username`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Company_Email_ID` ON `users` (`Marketplace`,`Kind`,`Company`,`Email`,`ID`);

CREATE INDEX `users_Marketplace_Kind_Company_DateCreated_ID` ON `users` (`Marketplace`,`Kind`,`Company`,`DateCreated`,`ID`);

CREATE TABLE `login_failures` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Username` text COLLATE NOCASE NOT NULL,
	`Attempts` integer,
	`Most` integer,
	`LockedUntil` text,
	`Expires` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Username`)
);

CREATE INDEX `login_failures_Marketplace_Expires` ON `login_failures` (`Marketplace`,`Expires`);

CREATE TABLE `groups` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `groups_Marketplace_Kind_Company_Name_ID` ON `groups` (`Marketplace`,`Kind`,`Company`,`Name`,`ID`);

CREATE TABLE `group_members` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE NOT NULL,
	`UserID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `UserGroupID`, `UserID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `group_members_Marketplace_Kind_Company_UserID` ON `group_members` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE TABLE `addresses` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`DateCreated` text,
	`CompanyName` text COLLATE NOCASE,
	`FirstName` text COLLATE NOCASE,
	`LastName` text COLLATE NOCASE,
	`Street1` text COLLATE NOCASE,
	`Street2` text COLLATE NOCASE,
	`City` text COLLATE NOCASE,
	`State` text COLLATE NOCASE,
	`Zip` text COLLATE NOCASE,
	`Country` text COLLATE NOCASE,
	`Phone` text COLLATE NOCASE,
	`AddressName` text COLLATE NOCASE,
	`xp` text,
	`PrivateUserID` text COLLATE NOCASE,
	`PrivateOrderID` text COLLATE NOCASE,
	`Shipping` integer,
	`Billing` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`PrivateUserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `addresses_Marketplace_ID` ON `addresses` (`Marketplace`,`ID`);

CREATE INDEX `addresses_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID` ON `addresses` (`Marketplace`,`Kind`,`Company`,`PrivateUserID`,`PrivateOrderID`);

CREATE INDEX `addresses_Marketplace_Kind_Company_AddressName_ID` ON `addresses` (`Marketplace`,`Kind`,`Company`,`AddressName`,`ID`);

CREATE INDEX `addresses_Marketplace_Kind_Company_DateCreated_ID` ON `addresses` (`Marketplace`,`Kind`,`Company`,`DateCreated`,`ID`);

CREATE INDEX `addresses_Marketplace_Kind_Company_CompanyName_ID` ON `addresses` (`Marketplace`,`Kind`,`Company`,`CompanyName`,`ID`);

CREATE TABLE `address_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`AddressID` text COLLATE NOCASE NOT NULL,
	`UserID` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`IsShipping` integer,
	`IsBilling` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `AddressID`, `UserID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`AddressID`) REFERENCES `addresses`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `address_assignments_Marketplace_Kind_Company_UserID` ON `address_assignments` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE INDEX `address_assignments_Marketplace_Kind_Company_UserGroupID` ON `address_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `list_totals` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`Question` text COLLATE NOCASE NOT NULL,
	`Total` integer,
	`AccessVersion` integer,
	`CatalogVersion` integer,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `Question`)
);

CREATE INDEX `list_totals_Marketplace_DateCreated` ON `list_totals` (`Marketplace`,`DateCreated`);

CREATE TABLE `facet_counts` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`Question` text COLLATE NOCASE NOT NULL,
	`Answer` text,
	`AccessVersion` integer,
	`CatalogVersion` integer,
	`Expires` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `Question`)
);

CREATE INDEX `facet_counts_Marketplace_Expires` ON `facet_counts` (`Marketplace`,`Expires`);

CREATE TABLE `price_schedules` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OwnerID` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`ApplyTax` integer,
	`ApplyShipping` integer,
	`MinQuantity` integer,
	`MaxQuantity` integer,
	`UseCumulativeQuantity` integer,
	`RestrictedQuantity` integer,
	`PriceBreaks` text,
	`Currency` text COLLATE NOCASE,
	`SaleStart` text,
	`SaleEnd` text,
	`xp` text,
	`FirstPrice` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `price_schedules_Marketplace_Name_ID` ON `price_schedules` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `price_schedules_Marketplace_OwnerID_ID` ON `price_schedules` (`Marketplace`,`OwnerID`,`ID`);

CREATE TABLE `product_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`SellerID` text COLLATE NOCASE,
	`PriceScheduleID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `BuyerID`, `UserGroupID`, `SellerID`),
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`PriceScheduleID`) REFERENCES `price_schedules`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_assignments_Marketplace_BuyerID_UserGroupID_ProductID` ON `product_assignments` (`Marketplace`,`BuyerID`,`UserGroupID`,`ProductID`);

CREATE INDEX `product_assignments_Marketplace_PriceScheduleID` ON `product_assignments` (`Marketplace`,`PriceScheduleID`);

CREATE INDEX `product_assignments_Marketplace_SellerID` ON `product_assignments` (`Marketplace`,`SellerID`);

CREATE TABLE `categories` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`ListOrder` integer,
	`Active` integer,
	`ParentID` text COLLATE NOCASE,
	`xp` text,
	`Key` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `CatalogID`, `ID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`CatalogID`,`ParentID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `categories_Marketplace_CatalogID_ListOrder_Name_ID` ON `categories` (`Marketplace`,`CatalogID`,`ListOrder`,`Name`,`ID`);

CREATE INDEX `categories_Marketplace_CatalogID_Name_ID` ON `categories` (`Marketplace`,`CatalogID`,`Name`,`ID`);

CREATE INDEX `categories_Marketplace_CatalogID_ParentID` ON `categories` (`Marketplace`,`CatalogID`,`ParentID`);

CREATE TABLE `category_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`Visible` integer,
	`ViewAllProducts` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `CatalogID`, `CategoryID`, `BuyerID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `category_assignments_Marketplace_BuyerID_UserGroupID` ON `category_assignments` (`Marketplace`,`BuyerID`,`UserGroupID`);

CREATE TABLE `category_products` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`ListOrder` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `CatalogID`, `CategoryID`, `ProductID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `category_products_Marketplace_CatalogID_CategoryID_ListOrder_ProductID` ON `category_products` (`Marketplace`,`CatalogID`,`CategoryID`,`ListOrder`,`ProductID`);

CREATE INDEX `category_products_Marketplace_ProductID` ON `category_products` (`Marketplace`,`ProductID`);

CREATE TABLE `shelves` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Live` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE TABLE `shelf_members` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Shelf` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Shelf`, `CatalogID`, `CategoryID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `shelf_members_Marketplace_CatalogID_CategoryID` ON `shelf_members` (`Marketplace`,`CatalogID`,`CategoryID`);

CREATE TABLE `products` (
	`RowKey` integer PRIMARY KEY,
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OwnerID` text COLLATE NOCASE,
	`DefaultPriceScheduleID` text COLLATE NOCASE,
	`AutoForward` integer,
	`ParentID` text COLLATE NOCASE,
	`IsParent` integer,
	`IsBundle` integer,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`QuantityMultiplier` integer,
	`ShipWeight` real,
	`ShipHeight` real,
	`ShipWidth` real,
	`ShipLength` real,
	`Active` integer,
	`SpecCount` integer,
	`VariantCount` integer,
	`ShipFromAddressID` text COLLATE NOCASE,
	`ShipFromCompany` text COLLATE NOCASE,
	`DefaultSupplierID` text COLLATE NOCASE,
	`AllSuppliersCanSell` integer,
	`Returnable` integer,
	`DateCreated` text,
	`xp` text,
	`InventoryEnabled` integer,
	`NotificationPoint` integer,
	`VariantLevelTracking` integer,
	`OrderCanExceed` integer,
	`QuantityAvailable` integer,
	`InventoryUpdated` text,
	`StockKey` text COLLATE NOCASE,
	`VariantQuantity` integer,
	`Shelf` text COLLATE NOCASE,
	`Live` integer,
	`RecordCount` integer,
	`Version` integer,
	FOREIGN KEY (`Marketplace`,`DefaultPriceScheduleID`) REFERENCES `price_schedules`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ParentID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE UNIQUE INDEX `products_key` ON `products` (`Marketplace`,`ID`);

CREATE INDEX `products_Marketplace_StockKey` ON `products` (`Marketplace`,`StockKey`);

CREATE INDEX `products_Marketplace_Live_ID` ON `products` (`Marketplace`,`Live`,`ID`);

CREATE INDEX `products_Marketplace_Live_Name_ID` ON `products` (`Marketplace`,`Live`,`Name`,`ID`);

CREATE INDEX `products_Marketplace_Live_OwnerID_Name_ID` ON `products` (`Marketplace`,`Live`,`OwnerID`,`Name`,`ID`);

CREATE INDEX `products_Marketplace_Live_Shelf_ID` ON `products` (`Marketplace`,`Live`,`Shelf`,`ID`);

CREATE INDEX `products_Marketplace_OwnerID_Name_ID` ON `products` (`Marketplace`,`OwnerID`,`Name`,`ID`);

CREATE INDEX `products_Marketplace_Name_ID` ON `products` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `products_Marketplace_DateCreated_ID` ON `products` (`Marketplace`,`DateCreated`,`ID`);

CREATE INDEX `products_Marketplace_IsBundle_OwnerID_Name_ID` ON `products` (`Marketplace`,`IsBundle`,`OwnerID`,`Name`,`ID`);

CREATE INDEX `products_Marketplace_Live_DateCreated_ID` ON `products` (`Marketplace`,`Live`,`DateCreated`,`ID`);

CREATE INDEX `products_Marketplace_ShipFromCompany_ShipFromAddressID` ON `products` (`Marketplace`,`ShipFromCompany`,`ShipFromAddressID`) WHERE "ShipFromCompany" is not null;

CREATE INDEX `products_Marketplace_DefaultPriceScheduleID` ON `products` (`Marketplace`,`DefaultPriceScheduleID`);

CREATE INDEX `products_Marketplace_DefaultSupplierID` ON `products` (`Marketplace`,`DefaultSupplierID`);

CREATE INDEX `products_Marketplace_ParentID` ON `products` (`Marketplace`,`ParentID`);

CREATE TABLE `bundle_products` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`BundleID` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`Required` integer,
	`DefaultQuantity` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `BundleID`, `ProductID`),
	FOREIGN KEY (`Marketplace`,`BundleID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `bundle_products_Marketplace_ProductID` ON `bundle_products` (`Marketplace`,`ProductID`);

CREATE TABLE `catalogs` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OwnerID` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`Active` integer,
	`xp` text,
	`Key` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `catalogs_Marketplace_OwnerID_Name_ID` ON `catalogs` (`Marketplace`,`OwnerID`,`Name`,`ID`);

CREATE INDEX `catalogs_Marketplace_OwnerID_ID` ON `catalogs` (`Marketplace`,`OwnerID`,`ID`);

CREATE INDEX `catalogs_Marketplace_Name_ID` ON `catalogs` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `catalog_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`ViewAllCategories` integer,
	`ViewAllProducts` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `CatalogID`, `BuyerID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `catalog_assignments_Marketplace_BuyerID` ON `catalog_assignments` (`Marketplace`,`BuyerID`);

CREATE TABLE `product_catalogs` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `CatalogID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_catalogs_Marketplace_CatalogID_ProductID` ON `product_catalogs` (`Marketplace`,`CatalogID`,`ProductID`);

CREATE TABLE `companies` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Active` integer,
	`DateCreated` text,
	`DefaultCatalogID` text COLLATE NOCASE,
	`AllBuyersCanOrder` integer,
	`xp` text,
	`TokensFrom` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `ID`),
	FOREIGN KEY (`Marketplace`,`DefaultCatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `companies_Marketplace_Kind_Name_ID` ON `companies` (`Marketplace`,`Kind`,`Name`,`ID`);

CREATE INDEX `companies_Marketplace_Kind_DateCreated_ID` ON `companies` (`Marketplace`,`Kind`,`DateCreated`,`ID`);

CREATE INDEX `companies_Marketplace_DefaultCatalogID` ON `companies` (`Marketplace`,`DefaultCatalogID`);

CREATE TABLE `api_clients` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`AppName` text COLLATE NOCASE,
	`ClientSecret` text,
	`AccessTokenDuration` integer,
	`Active` integer,
	`RefreshTokenDuration` integer,
	`AnonymousTokenDuration` integer,
	`DefaultContextUserName` text COLLATE NOCASE,
	`xp` text,
	`AllowAnyBuyer` integer,
	`AllowAnySupplier` integer,
	`AllowSeller` integer,
	`IsAnonBuyer` integer,
	`OrderCheckoutIntegrationEventID` text COLLATE NOCASE,
	`OrderReturnIntegrationEventID` text COLLATE NOCASE,
	`AddToCartIntegrationEventID` text COLLATE NOCASE,
	`MinimumRequiredRoles` text,
	`MinimumRequiredCustomRoles` text,
	`MaximumGrantedRoles` text,
	`MaximumGrantedCustomRoles` text,
	`DateCreated` text,
	`TokensFrom` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE UNIQUE INDEX `api_clients_lookup_ID` ON `api_clients` (`ID`);

CREATE INDEX `api_clients_Marketplace_AllowSeller_Active_DateCreated_ID` ON `api_clients` (`Marketplace`,`AllowSeller`,`Active`,`DateCreated`,`ID`);

CREATE INDEX `api_clients_Marketplace_AppName_ID` ON `api_clients` (`Marketplace`,`AppName`,`ID`);

CREATE INDEX `api_clients_Marketplace_DefaultContextUserName_ID` ON `api_clients` (`Marketplace`,`DefaultContextUserName`,`ID`);

CREATE TABLE `api_client_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ApiClientID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE,
	`SupplierID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ApiClientID`, `BuyerID`, `SupplierID`),
	FOREIGN KEY (`Marketplace`,`ApiClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `api_client_assignments_Marketplace_BuyerID_SupplierID_ApiClientID` ON `api_client_assignments` (`Marketplace`,`BuyerID`,`SupplierID`,`ApiClientID`);

CREATE INDEX `api_client_assignments_Marketplace_SupplierID` ON `api_client_assignments` (`Marketplace`,`SupplierID`);

CREATE TABLE `api_client_secrets` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ApiClientID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Expiration` text,
	`Hash` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ApiClientID`, `ID`),
	FOREIGN KEY (`Marketplace`,`ApiClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE TABLE `security_profiles` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Roles` text,
	`CustomRoles` text,
	`PasswordConfig` text,
	`AllRoles` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `security_profiles_Marketplace_PasswordConfig` ON `security_profiles` (`Marketplace`,`PasswordConfig`);

CREATE INDEX `security_profiles_Marketplace_Name_ID` ON `security_profiles` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `security_profile_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`SecurityProfileID` text COLLATE NOCASE NOT NULL,
	`UserID` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `SecurityProfileID`, `UserID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`SecurityProfileID`) REFERENCES `security_profiles`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `security_profile_assignments_Marketplace_SecurityProfileID_UserID_UserGroupID_Company` ON `security_profile_assignments` (`Marketplace`,`SecurityProfileID`,`UserID`,`UserGroupID`,`Company`);

CREATE INDEX `security_profile_assignments_Marketplace_Kind_Company_UserID` ON `security_profile_assignments` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE INDEX `security_profile_assignments_Marketplace_Kind_Company_UserGroupID` ON `security_profile_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `impersonation_configs` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`ImpersonationBuyerID` text COLLATE NOCASE,
	`ImpersonationGroupID` text COLLATE NOCASE,
	`ImpersonationUserID` text COLLATE NOCASE,
	`BuyerID` text COLLATE NOCASE,
	`GroupID` text COLLATE NOCASE,
	`UserID` text COLLATE NOCASE,
	`SecurityProfileID` text COLLATE NOCASE,
	`ClientID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`SecurityProfileID`) REFERENCES `security_profiles`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationGroupID` ON `impersonation_configs` (`Marketplace`,`ImpersonationBuyerID`,`ImpersonationGroupID`);

CREATE INDEX `impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationUserID` ON `impersonation_configs` (`Marketplace`,`ImpersonationBuyerID`,`ImpersonationUserID`);

CREATE INDEX `impersonation_configs_Marketplace_BuyerID_GroupID` ON `impersonation_configs` (`Marketplace`,`BuyerID`,`GroupID`);

CREATE INDEX `impersonation_configs_Marketplace_BuyerID_UserID` ON `impersonation_configs` (`Marketplace`,`BuyerID`,`UserID`);

CREATE INDEX `impersonation_configs_Marketplace_SecurityProfileID` ON `impersonation_configs` (`Marketplace`,`SecurityProfileID`);

CREATE INDEX `impersonation_configs_Marketplace_ClientID` ON `impersonation_configs` (`Marketplace`,`ClientID`);

CREATE INDEX `impersonation_configs_Marketplace_ImpersonationGroupID` ON `impersonation_configs` (`Marketplace`,`ImpersonationGroupID`);

CREATE INDEX `impersonation_configs_Marketplace_ImpersonationUserID` ON `impersonation_configs` (`Marketplace`,`ImpersonationUserID`);

CREATE TABLE `audiences` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE,
	`Groups` text,
	`BuiltFor` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE TABLE `audience_shelves` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`Shelf` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`Everything` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `Shelf`, `CatalogID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `audience_shelves_Marketplace_CatalogID` ON `audience_shelves` (`Marketplace`,`CatalogID`);

CREATE TABLE `audience_categories` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `CatalogID`, `CategoryID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `audience_categories_Marketplace_CatalogID_CategoryID` ON `audience_categories` (`Marketplace`,`CatalogID`,`CategoryID`);

CREATE TABLE `product_collections` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`AccessLevel` text COLLATE NOCASE,
	`xp` text,
	`UserID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_collections_Marketplace_Kind_Company_Name_ID` ON `product_collections` (`Marketplace`,`Kind`,`Company`,`Name`,`ID`);

CREATE INDEX `product_collections_Marketplace_Kind_Company_UserID` ON `product_collections` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE TABLE `product_collection_entries` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`CollectionID` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`ListOrder` integer,
	`DateAdded` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `CollectionID`, `ProductID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`CollectionID`) REFERENCES `product_collections`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_collection_entries_Marketplace_ProductID` ON `product_collection_entries` (`Marketplace`,`ProductID`);

CREATE TABLE `product_collection_invitations` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`CollectionID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Admin` integer,
	`Accepted` integer,
	`ExpirationDate` text,
	`xp` text,
	`UserID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `CollectionID`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`CollectionID`) REFERENCES `product_collections`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_collection_invitations_Marketplace_Kind_Company_CollectionID_Name_ID` ON `product_collection_invitations` (`Marketplace`,`Kind`,`Company`,`CollectionID`,`Name`,`ID`);

CREATE INDEX `product_collection_invitations_Marketplace_Kind_Company_UserID` ON `product_collection_invitations` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE TABLE `listed_products` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`Place` integer,
	`OwnerID` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `CatalogID`, `CategoryID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `listed_products_Marketplace_CatalogID_CategoryID_Place_OwnerID_Name_ProductID` ON `listed_products` (`Marketplace`,`CatalogID`,`CategoryID`,`Place`,`OwnerID`,`Name`,`ProductID`);

CREATE TABLE `specs` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OwnerID` text COLLATE NOCASE,
	`ListOrder` integer,
	`Name` text COLLATE NOCASE,
	`DefaultValue` text COLLATE NOCASE,
	`Required` integer,
	`AllowOpenText` integer,
	`DefaultOptionID` text COLLATE NOCASE,
	`DefinesVariant` integer,
	`xp` text,
	`OptionCount` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`ID`,`DefaultOptionID`) REFERENCES `spec_options`(`Marketplace`,`SpecID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `specs_Marketplace_ListOrder_Name_ID` ON `specs` (`Marketplace`,`ListOrder`,`Name`,`ID`);

CREATE INDEX `specs_Marketplace_ListOrder_ID` ON `specs` (`Marketplace`,`ListOrder`,`ID`);

CREATE INDEX `specs_Marketplace_Name_ID` ON `specs` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `specs_Marketplace_ID_DefaultOptionID` ON `specs` (`Marketplace`,`ID`,`DefaultOptionID`);

CREATE INDEX `specs_Marketplace_OwnerID` ON `specs` (`Marketplace`,`OwnerID`);

CREATE TABLE `spec_options` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`SpecID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Value` text COLLATE NOCASE,
	`ListOrder` integer,
	`IsOpenText` integer,
	`PriceMarkupType` text COLLATE NOCASE,
	`PriceMarkup` integer,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `SpecID`, `ID`),
	FOREIGN KEY (`Marketplace`,`SpecID`) REFERENCES `specs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `spec_options_Marketplace_SpecID_ListOrder_ID` ON `spec_options` (`Marketplace`,`SpecID`,`ListOrder`,`ID`);

CREATE TABLE `variants` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`Active` integer,
	`ShipWeight` real,
	`ShipHeight` real,
	`ShipWidth` real,
	`ShipLength` real,
	`Specs` text,
	`xp` text,
	`Combination` text COLLATE NOCASE,
	`QuantityAvailable` integer,
	`NotificationPoint` integer,
	`InventoryUpdated` text,
	`StockKey` text COLLATE NOCASE,
	`RecordCount` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `ID`),
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `variants_Marketplace_ProductID_Combination_Active_ID` ON `variants` (`Marketplace`,`ProductID`,`Combination`,`Active`,`ID`);

CREATE INDEX `variants_Marketplace_StockKey` ON `variants` (`Marketplace`,`StockKey`);

CREATE INDEX `variants_Marketplace_ProductID_Name_ID` ON `variants` (`Marketplace`,`ProductID`,`Name`,`ID`);

CREATE TABLE `inventory_records` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`VariantID` text COLLATE NOCASE,
	`OwnerID` text COLLATE NOCASE,
	`AllowAllBuyers` integer,
	`AddressID` text COLLATE NOCASE,
	`OrderCanExceed` integer,
	`QuantityAvailable` integer,
	`NotificationPoint` integer,
	`LastUpdated` text,
	`xp` text,
	`StockKey` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `ID`),
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`,`VariantID`) REFERENCES `variants`(`Marketplace`,`ProductID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `inventory_records_Marketplace_StockKey` ON `inventory_records` (`Marketplace`,`StockKey`);

CREATE INDEX `inventory_records_Marketplace_ProductID_AddressID_ID` ON `inventory_records` (`Marketplace`,`ProductID`,`AddressID`,`ID`);

CREATE INDEX `inventory_records_Marketplace_ProductID_VariantID_ID` ON `inventory_records` (`Marketplace`,`ProductID`,`VariantID`,`ID`);

CREATE INDEX `inventory_records_Marketplace_ProductID_VariantID_AddressID_ID` ON `inventory_records` (`Marketplace`,`ProductID`,`VariantID`,`AddressID`,`ID`);

CREATE INDEX `inventory_records_Marketplace_OwnerID_AddressID` ON `inventory_records` (`Marketplace`,`OwnerID`,`AddressID`);

CREATE TABLE `product_facets` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`XpPath` text COLLATE NOCASE,
	`ListOrder` integer,
	`MinCount` integer,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `product_facets_Marketplace_ListOrder_ID` ON `product_facets` (`Marketplace`,`ListOrder`,`ID`);

CREATE INDEX `product_facets_Marketplace_Name_ID` ON `product_facets` (`Marketplace`,`Name`,`ID`);

CREATE INDEX `product_facets_Marketplace_XpPath_ID` ON `product_facets` (`Marketplace`,`XpPath`,`ID`);

CREATE TABLE `product_suppliers` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`SupplierID` text COLLATE NOCASE NOT NULL,
	`DefaultPriceScheduleID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `SupplierID`),
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`DefaultPriceScheduleID`) REFERENCES `price_schedules`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `product_suppliers_Marketplace_SupplierID` ON `product_suppliers` (`Marketplace`,`SupplierID`);

CREATE INDEX `product_suppliers_Marketplace_DefaultPriceScheduleID` ON `product_suppliers` (`Marketplace`,`DefaultPriceScheduleID`);

CREATE TABLE `inventory_record_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`InventoryRecordID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `InventoryRecordID`, `BuyerID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`ProductID`,`InventoryRecordID`) REFERENCES `inventory_records`(`Marketplace`,`ProductID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `inventory_record_assignments_Marketplace_BuyerID_UserGroupID` ON `inventory_record_assignments` (`Marketplace`,`BuyerID`,`UserGroupID`);

CREATE TABLE `spec_product_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`SpecID` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`DefaultValue` text COLLATE NOCASE,
	`DefaultOptionID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `SpecID`, `ProductID`),
	FOREIGN KEY (`Marketplace`,`SpecID`) REFERENCES `specs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ProductID`) REFERENCES `products`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`SpecID`,`DefaultOptionID`) REFERENCES `spec_options`(`Marketplace`,`SpecID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `spec_product_assignments_Marketplace_ProductID` ON `spec_product_assignments` (`Marketplace`,`ProductID`);

CREATE INDEX `spec_product_assignments_Marketplace_SpecID_DefaultOptionID` ON `spec_product_assignments` (`Marketplace`,`SpecID`,`DefaultOptionID`);

CREATE TABLE `orders` (
	`RowKey` integer PRIMARY KEY,
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Key` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE,
	`Leg` text COLLATE NOCASE,
	`FromUserKey` text COLLATE NOCASE,
	`FromCompanyID` text COLLATE NOCASE,
	`ToCompanyID` text COLLATE NOCASE,
	`FromUserID` text COLLATE NOCASE,
	`BillingAddressID` text COLLATE NOCASE,
	`ShippingAddressID` text COLLATE NOCASE,
	`Comments` text COLLATE NOCASE,
	`LineItemCount` integer,
	`Status` text COLLATE NOCASE,
	`DateCreated` text,
	`DateSubmitted` text,
	`DateApproved` text,
	`DateDeclined` text,
	`DateCanceled` text,
	`DateCompleted` text,
	`LastUpdated` text,
	`Subtotal` integer,
	`ShippingCost` integer,
	`TaxCost` integer,
	`Gratuity` integer,
	`Fees` integer,
	`PromotionDiscount` integer,
	`Currency` text COLLATE NOCASE,
	`Total` integer,
	`IsSubmitted` integer,
	`SubscriptionID` text COLLATE NOCASE,
	`xp` text,
	`FromUserCopy` text,
	`IsGuests` integer,
	`BillingAddress` text,
	`ShippingAddress` text,
	`ShippingDiffers` integer,
	`CompletedByHand` integer,
	`PricingVersion` integer,
	`Version` integer
);

CREATE UNIQUE INDEX `orders_key` ON `orders` (`Marketplace`,`Key`);

CREATE UNIQUE INDEX `orders_Leg_ID` ON `orders` (`Marketplace`,`Leg`,`ID`);

CREATE INDEX `orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID` ON `orders` (`Marketplace`,`ToCompanyID`,`IsSubmitted`,`DateSubmitted`,`DateCreated`,`ID`);

CREATE INDEX `orders_Marketplace_FromCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID` ON `orders` (`Marketplace`,`FromCompanyID`,`IsSubmitted`,`DateSubmitted`,`DateCreated`,`ID`);

CREATE INDEX `orders_Marketplace_FromUserKey_IsSubmitted_DateSubmitted_DateCreated_ID` ON `orders` (`Marketplace`,`FromUserKey`,`IsSubmitted`,`DateSubmitted`,`DateCreated`,`ID`);

CREATE INDEX `orders_Marketplace_IsSubmitted_DateSubmitted_DateCreated_ID` ON `orders` (`Marketplace`,`IsSubmitted`,`DateSubmitted`,`DateCreated`,`ID`);

CREATE INDEX `orders_Marketplace_ToCompanyID_LastUpdated_ID` ON `orders` (`Marketplace`,`ToCompanyID`,`LastUpdated`,`ID`);

CREATE INDEX `orders_Marketplace_ToCompanyID_ID` ON `orders` (`Marketplace`,`ToCompanyID`,`ID`);

CREATE INDEX `orders_Marketplace_Status_DateCreated` ON `orders` (`Marketplace`,`Status`,`DateCreated`);

CREATE INDEX `orders_Marketplace_FromCompanyID_FromUserID` ON `orders` (`Marketplace`,`FromCompanyID`,`FromUserID`);

CREATE INDEX `orders_Marketplace_FromCompanyID_BillingAddressID` ON `orders` (`Marketplace`,`FromCompanyID`,`BillingAddressID`);

CREATE INDEX `orders_Marketplace_FromCompanyID_ShippingAddressID` ON `orders` (`Marketplace`,`FromCompanyID`,`ShippingAddressID`);

CREATE TABLE `line_items` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`OrderKey` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE,
	`Quantity` integer,
	`BundleItemID` text COLLATE NOCASE,
	`IsBundle` integer,
	`NeededByBundle` integer,
	`DateAdded` text,
	`QuantityShipped` integer,
	`UnitPrice` integer,
	`PromotionDiscount` integer,
	`LineTotal` integer,
	`LineSubtotal` integer,
	`CostCenter` text COLLATE NOCASE,
	`DateNeeded` text,
	`ShippingAccount` text COLLATE NOCASE,
	`ShippingAddressID` text COLLATE NOCASE,
	`ShipFromAddressID` text COLLATE NOCASE,
	`ShipFromCompany` text COLLATE NOCASE,
	`Product` text,
	`Variant` text,
	`ShippingAddress` text,
	`ShipFromAddress` text,
	`SupplierID` text COLLATE NOCASE,
	`InventoryRecordID` text COLLATE NOCASE,
	`PriceScheduleID` text COLLATE NOCASE,
	`IsOnSale` integer,
	`PriceOverridden` integer,
	`Specs` text,
	`IncomingOrderID` text COLLATE NOCASE,
	`OutgoingOrderID` text COLLATE NOCASE,
	`InvitationID` text COLLATE NOCASE,
	`xp` text,
	`SchedulePrice` integer,
	`MarkupPerQuantity` integer,
	`MarkupPercent` integer,
	`MarkupTotal` integer,
	`StockFrom` text COLLATE NOCASE,
	`StockKey` text COLLATE NOCASE,
	`VariantID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `OrderKey`, `ID`),
	FOREIGN KEY (`Marketplace`,`OrderKey`) REFERENCES `orders`(`Marketplace`,`Key`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `line_items_Marketplace_OrderKey_DateAdded_ID` ON `line_items` (`Marketplace`,`OrderKey`,`DateAdded`,`ID`);

CREATE INDEX `line_items_Marketplace_ProductID_InventoryRecordID` ON `line_items` (`Marketplace`,`ProductID`,`InventoryRecordID`);

CREATE INDEX `line_items_Marketplace_ProductID_VariantID` ON `line_items` (`Marketplace`,`ProductID`,`VariantID`);

CREATE INDEX `line_items_Marketplace_ShipFromCompany_ShipFromAddressID` ON `line_items` (`Marketplace`,`ShipFromCompany`,`ShipFromAddressID`) WHERE "ShipFromCompany" is not null;

CREATE INDEX `line_items_Marketplace_SupplierID` ON `line_items` (`Marketplace`,`SupplierID`) WHERE "SupplierID" is not null;

CREATE INDEX `line_items_Marketplace_PriceScheduleID` ON `line_items` (`Marketplace`,`PriceScheduleID`);

CREATE INDEX `line_items_Marketplace_ShippingAddressID` ON `line_items` (`Marketplace`,`ShippingAddressID`) WHERE "ShippingAddressID" is not null;

CREATE TABLE `shipments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE,
	`Shipper` text COLLATE NOCASE,
	`DateShipped` text,
	`DateDelivered` text,
	`TrackingNumber` text COLLATE NOCASE,
	`Cost` integer,
	`OwnerKind` text COLLATE NOCASE,
	`OwnerID` text COLLATE NOCASE,
	`Account` text COLLATE NOCASE,
	`FromAddressID` text COLLATE NOCASE,
	`ToAddressID` text COLLATE NOCASE,
	`FromAddress` text,
	`ToAddress` text,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `shipments_Marketplace_BuyerID_DateShipped_ID` ON `shipments` (`Marketplace`,`BuyerID`,`DateShipped`,`ID`);

CREATE INDEX `shipments_Marketplace_DateShipped_ID` ON `shipments` (`Marketplace`,`DateShipped`,`ID`);

CREATE INDEX `shipments_Marketplace_OwnerID_ID` ON `shipments` (`Marketplace`,`OwnerID`,`ID`);

CREATE INDEX `shipments_Marketplace_BuyerID_ID` ON `shipments` (`Marketplace`,`BuyerID`,`ID`);

CREATE INDEX `shipments_Marketplace_Shipper_ID` ON `shipments` (`Marketplace`,`Shipper`,`ID`);

CREATE INDEX `shipments_Marketplace_DateDelivered_ID` ON `shipments` (`Marketplace`,`DateDelivered`,`ID`);

CREATE INDEX `shipments_Marketplace_Cost_ID` ON `shipments` (`Marketplace`,`Cost`,`ID`);

CREATE INDEX `shipments_Marketplace_OwnerKind_OwnerID_FromAddressID` ON `shipments` (`Marketplace`,`OwnerKind`,`OwnerID`,`FromAddressID`);

CREATE INDEX `shipments_Marketplace_BuyerID_ToAddressID` ON `shipments` (`Marketplace`,`BuyerID`,`ToAddressID`);

CREATE TABLE `shipment_items` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ShipmentID` text COLLATE NOCASE NOT NULL,
	`OrderKey` text COLLATE NOCASE NOT NULL,
	`LineItemID` text COLLATE NOCASE NOT NULL,
	`QuantityShipped` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ShipmentID`, `OrderKey`, `LineItemID`),
	FOREIGN KEY (`Marketplace`,`ShipmentID`) REFERENCES `shipments`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`OrderKey`,`LineItemID`) REFERENCES `line_items`(`Marketplace`,`OrderKey`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `shipment_items_Marketplace_OrderKey_LineItemID` ON `shipment_items` (`Marketplace`,`OrderKey`,`LineItemID`);

CREATE TABLE `message_senders` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`MessageTypes` text,
	`Description` text COLLATE NOCASE,
	`URL` text COLLATE NOCASE,
	`SharedKey` text,
	`ElevatedRoles` text,
	`DeliveryConfigID` text COLLATE NOCASE,
	`AllowAllBuyers` integer,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `message_senders_Marketplace_Name_ID` ON `message_senders` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `message_sender_types` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`MessageType` text COLLATE NOCASE NOT NULL,
	`MessageSenderID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `MessageType`, `MessageSenderID`),
	FOREIGN KEY (`Marketplace`,`MessageSenderID`) REFERENCES `message_senders`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `message_sender_types_Marketplace_MessageSenderID` ON `message_sender_types` (`Marketplace`,`MessageSenderID`);

CREATE TABLE `message_sender_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`MessageSenderID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `MessageSenderID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`MessageSenderID`) REFERENCES `message_senders`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `message_sender_assignments_Marketplace_MessageSenderID_Company_UserGroupID` ON `message_sender_assignments` (`Marketplace`,`MessageSenderID`,`Company`,`UserGroupID`);

CREATE INDEX `message_sender_assignments_Marketplace_Kind_Company_UserGroupID` ON `message_sender_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `message_cc_listeners` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`MessageSenderID` text COLLATE NOCASE,
	`AssignmentKind` text COLLATE NOCASE,
	`AssignmentCompany` text COLLATE NOCASE,
	`AssignmentUserGroupID` text COLLATE NOCASE,
	`MessageType` text COLLATE NOCASE,
	`Kind` text COLLATE NOCASE,
	`Company` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`UserID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`MessageSenderID`) REFERENCES `message_senders`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`AssignmentKind`,`AssignmentCompany`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`AssignmentKind`,`AssignmentCompany`,`AssignmentUserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `message_cc_listeners_Marketplace_MessageSenderID_MessageType` ON `message_cc_listeners` (`Marketplace`,`MessageSenderID`,`MessageType`);

CREATE INDEX `message_cc_listeners_Marketplace_AssignmentKind_AssignmentCompany_AssignmentUserGroupID` ON `message_cc_listeners` (`Marketplace`,`AssignmentKind`,`AssignmentCompany`,`AssignmentUserGroupID`);

CREATE INDEX `message_cc_listeners_Marketplace_Kind_Company_UserGroupID` ON `message_cc_listeners` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE INDEX `message_cc_listeners_Marketplace_Kind_Company_UserID` ON `message_cc_listeners` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE TABLE `webhooks` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`Url` text COLLATE NOCASE,
	`HashKey` text,
	`ElevatedRoles` text,
	`HeldRoles` text,
	`ConfigData` text,
	`BeforeProcessRequest` integer,
	`ApiClientIDs` text,
	`WebhookRoutes` text,
	`DeliveryConfigID` text COLLATE NOCASE,
	`CustomAuthHeaderName` text COLLATE NOCASE,
	`CustomAuthHeaderValue` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `webhooks_Marketplace_Name_ID` ON `webhooks` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `webhook_routes` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Verb` text COLLATE NOCASE NOT NULL,
	`Route` text COLLATE NOCASE NOT NULL,
	`ClientID` text COLLATE NOCASE NOT NULL,
	`Before` integer NOT NULL,
	`WebhookID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Verb`, `Route`, `ClientID`, `Before`, `WebhookID`),
	FOREIGN KEY (`Marketplace`,`WebhookID`) REFERENCES `webhooks`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`ClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `webhook_routes_Marketplace_WebhookID` ON `webhook_routes` (`Marketplace`,`WebhookID`);

CREATE INDEX `webhook_routes_Marketplace_ClientID` ON `webhook_routes` (`Marketplace`,`ClientID`);

CREATE TABLE `events` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Route` text COLLATE NOCASE,
	`Verb` text COLLATE NOCASE,
	`MessageType` text COLLATE NOCASE,
	`LogID` text COLLATE NOCASE,
	`Claims` text,
	`Body` text,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `events_Marketplace_DateCreated` ON `events` (`Marketplace`,`DateCreated`);

CREATE TABLE `deliveries` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`WebhookID` text COLLATE NOCASE,
	`MessageSenderID` text COLLATE NOCASE,
	`EventID` text COLLATE NOCASE,
	`Route` text COLLATE NOCASE,
	`Verb` text COLLATE NOCASE,
	`MessageType` text COLLATE NOCASE,
	`Status` text COLLATE NOCASE,
	`Attempts` integer,
	`LastStatus` integer,
	`LastError` text COLLATE NOCASE,
	`DateCreated` text,
	`DateDelivered` text,
	`NextAttempt` text,
	`Deadline` text,
	`Caller` text COLLATE NOCASE,
	`Link` integer,
	`Sent` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`WebhookID`) REFERENCES `webhooks`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`MessageSenderID`) REFERENCES `message_senders`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`EventID`) REFERENCES `events`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `deliveries_Marketplace_Status_NextAttempt` ON `deliveries` (`Marketplace`,`Status`,`NextAttempt`);

CREATE INDEX `deliveries_Marketplace_Caller_DateCreated` ON `deliveries` (`Marketplace`,`Caller`,`DateCreated`);

CREATE INDEX `deliveries_Marketplace_Sent` ON `deliveries` (`Marketplace`,`Sent`);

CREATE INDEX `deliveries_Marketplace_WebhookID_DateCreated_ID` ON `deliveries` (`Marketplace`,`WebhookID`,`DateCreated`,`ID`);

CREATE INDEX `deliveries_Marketplace_MessageSenderID_DateCreated_ID` ON `deliveries` (`Marketplace`,`MessageSenderID`,`DateCreated`,`ID`);

CREATE INDEX `deliveries_Marketplace_EventID` ON `deliveries` (`Marketplace`,`EventID`);

CREATE TABLE `integration_events` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`ElevatedRoles` text,
	`ConfigData` text,
	`EventType` text COLLATE NOCASE,
	`CustomImplementationUrl` text COLLATE NOCASE,
	`CustomAuthHeaderName` text COLLATE NOCASE,
	`CustomAuthHeaderValue` text,
	`Name` text COLLATE NOCASE,
	`HashKey` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `integration_events_Marketplace_EventType_ID` ON `integration_events` (`Marketplace`,`EventType`,`ID`);

CREATE INDEX `integration_events_Marketplace_Name_ID` ON `integration_events` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `credit_cards` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Token` text COLLATE NOCASE,
	`DateCreated` text,
	`CardType` text COLLATE NOCASE,
	`PartialAccountNumber` text COLLATE NOCASE,
	`CardholderName` text COLLATE NOCASE,
	`ExpirationDate` text,
	`xp` text,
	`PrivateUserID` text COLLATE NOCASE,
	`PrivateOrderID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`PrivateUserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `credit_cards_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID` ON `credit_cards` (`Marketplace`,`Kind`,`Company`,`PrivateUserID`,`PrivateOrderID`);

CREATE INDEX `credit_cards_Marketplace_Kind_Company_CardholderName_ID` ON `credit_cards` (`Marketplace`,`Kind`,`Company`,`CardholderName`,`ID`);

CREATE INDEX `credit_cards_Marketplace_Kind_Company_CardType_ID` ON `credit_cards` (`Marketplace`,`Kind`,`Company`,`CardType`,`ID`);

CREATE INDEX `credit_cards_Marketplace_Kind_Company_ExpirationDate_ID` ON `credit_cards` (`Marketplace`,`Kind`,`Company`,`ExpirationDate`,`ID`);

CREATE INDEX `credit_cards_Marketplace_Kind_Company_DateCreated_ID` ON `credit_cards` (`Marketplace`,`Kind`,`Company`,`DateCreated`,`ID`);

CREATE TABLE `credit_card_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`CreditCardID` text COLLATE NOCASE NOT NULL,
	`UserID` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `CreditCardID`, `UserID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`CreditCardID`) REFERENCES `credit_cards`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `credit_card_assignments_Marketplace_Kind_Company_UserID` ON `credit_card_assignments` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE INDEX `credit_card_assignments_Marketplace_Kind_Company_UserGroupID` ON `credit_card_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `spending_accounts` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Balance` integer,
	`AllowAsPaymentMethod` integer,
	`RedemptionCode` text COLLATE NOCASE,
	`StartDate` text,
	`EndDate` text,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE UNIQUE INDEX `spending_accounts_Kind_Company_RedemptionCode` ON `spending_accounts` (`Marketplace`,`Kind`,`Company`,`RedemptionCode`);

CREATE INDEX `spending_accounts_Marketplace_Kind_Company_Name_ID` ON `spending_accounts` (`Marketplace`,`Kind`,`Company`,`Name`,`ID`);

CREATE TABLE `spending_account_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`SpendingAccountID` text COLLATE NOCASE NOT NULL,
	`UserID` text COLLATE NOCASE,
	`UserGroupID` text COLLATE NOCASE,
	`AllowExceed` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `SpendingAccountID`, `UserID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`SpendingAccountID`) REFERENCES `spending_accounts`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserID`) REFERENCES `users`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `spending_account_assignments_Marketplace_Kind_Company_UserID` ON `spending_account_assignments` (`Marketplace`,`Kind`,`Company`,`UserID`);

CREATE INDEX `spending_account_assignments_Marketplace_Kind_Company_UserGroupID` ON `spending_account_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `cost_centers` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`Description` text COLLATE NOCASE,
	`xp` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `ID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`) REFERENCES `companies`(`Marketplace`,`Kind`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `cost_centers_Marketplace_Kind_Company_Name_ID` ON `cost_centers` (`Marketplace`,`Kind`,`Company`,`Name`,`ID`);

CREATE TABLE `cost_center_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Company` text COLLATE NOCASE NOT NULL,
	`CostCenterID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Kind`, `Company`, `CostCenterID`, `UserGroupID`),
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`CostCenterID`) REFERENCES `cost_centers`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`Kind`,`Company`,`UserGroupID`) REFERENCES `groups`(`Marketplace`,`Kind`,`Company`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `cost_center_assignments_Marketplace_Kind_Company_UserGroupID` ON `cost_center_assignments` (`Marketplace`,`Kind`,`Company`,`UserGroupID`);

CREATE TABLE `incrementors` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Name` text COLLATE NOCASE,
	`LastNumber` integer,
	`LeftPaddingCount` integer,
	`Epoch` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `incrementors_Marketplace_Name_ID` ON `incrementors` (`Marketplace`,`Name`,`ID`);

CREATE TABLE `locales` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OwnerID` text COLLATE NOCASE,
	`Currency` text COLLATE NOCASE,
	`Language` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE INDEX `locales_Marketplace_Currency_Language` ON `locales` (`Marketplace`,`Currency`,`Language`);

CREATE INDEX `locales_Marketplace_OwnerID` ON `locales` (`Marketplace`,`OwnerID`);

CREATE TABLE `locale_assignments` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`BuyerID` text COLLATE NOCASE NOT NULL,
	`UserGroupID` text COLLATE NOCASE,
	`LocaleID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `BuyerID`, `UserGroupID`, `LocaleID`),
	FOREIGN KEY (`Marketplace`,`LocaleID`) REFERENCES `locales`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `locale_assignments_Marketplace_LocaleID_BuyerID_UserGroupID` ON `locale_assignments` (`Marketplace`,`LocaleID`,`BuyerID`,`UserGroupID`);

CREATE TABLE `xp_indices` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ThingType` text COLLATE NOCASE NOT NULL,
	`Key` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ThingType`, `Key`)
);

CREATE INDEX `xp_indices_Marketplace_Key` ON `xp_indices` (`Marketplace`,`Key`);

CREATE TABLE `portal_accounts` (
	`Key` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`Username` text COLLATE NOCASE,
	`Email` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`Country` text COLLATE NOCASE,
	`Region` text COLLATE NOCASE,
	`TermsAccepted` text,
	`SCAdmin` integer,
	`Verified` integer,
	`Active` integer,
	`PasswordHash` text,
	`PasswordHistory` text,
	`PasswordLastSetDate` text,
	`TokenGeneration` integer,
	`DateCreated` text,
	`Version` integer
);

CREATE UNIQUE INDEX `portal_accounts_Username` ON `portal_accounts` (`Username`);

CREATE UNIQUE INDEX `portal_accounts_Email` ON `portal_accounts` (`Email`);

CREATE TABLE `portal_refresh_tokens` (
	`Hash` text PRIMARY KEY NOT NULL,
	`AccountKey` text COLLATE NOCASE,
	`Expires` text,
	`Version` integer
);

CREATE INDEX `portal_refresh_tokens_AccountKey` ON `portal_refresh_tokens` (`AccountKey`);

CREATE INDEX `portal_refresh_tokens_Expires` ON `portal_refresh_tokens` (`Expires`);

CREATE TABLE `portal_login_failures` (
	`Username` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`Attempts` integer,
	`Most` integer,
	`LockedUntil` text,
	`Expires` text,
	`Version` integer
);

CREATE INDEX `portal_login_failures_Expires` ON `portal_login_failures` (`Expires`);

CREATE TABLE `portal_codes` (
	`Kind` text COLLATE NOCASE NOT NULL,
	`Subject` text COLLATE NOCASE NOT NULL,
	`Hash` text,
	`Wrong` integer,
	`Expires` text,
	`Data` text,
	`Version` integer,
	PRIMARY KEY(`Kind`, `Subject`)
);

CREATE INDEX `portal_codes_Kind_Hash` ON `portal_codes` (`Kind`,`Hash`);

CREATE INDEX `portal_codes_Expires` ON `portal_codes` (`Expires`);

CREATE TABLE `portal_access` (
	`Organization` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Party` text COLLATE NOCASE NOT NULL,
	`Roles` text,
	`IsAdmin` integer,
	`Accepted` integer,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Organization`, `Kind`, `Party`)
);

CREATE INDEX `portal_access_Kind_Party` ON `portal_access` (`Kind`,`Party`);

CREATE TABLE `portal_teams` (
	`ID` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`Name` text COLLATE NOCASE,
	`ExcludeFromSearch` integer,
	`Owner` text COLLATE NOCASE,
	`DateCreated` text,
	`Version` integer
);

CREATE INDEX `portal_teams_ExcludeFromSearch_Name_ID` ON `portal_teams` (`ExcludeFromSearch`,`Name`,`ID`);

CREATE TABLE `portal_team_members` (
	`Team` text COLLATE NOCASE NOT NULL,
	`Kind` text COLLATE NOCASE NOT NULL,
	`Party` text COLLATE NOCASE NOT NULL,
	`IsAdmin` integer,
	`Accepted` integer,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Team`, `Kind`, `Party`)
);

CREATE INDEX `portal_team_members_Kind_Party` ON `portal_team_members` (`Kind`,`Party`);

CREATE TABLE `marketplaces` (
	`ID` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`Name` text COLLATE NOCASE,
	`Active` integer,
	`DateCreated` text,
	`Owner` text COLLATE NOCASE,
	`DateDeleted` text,
	`HookVersion` integer,
	`AccessVersion` integer,
	`CatalogVersion` integer,
	`Version` integer
);

CREATE INDEX `marketplaces_Owner` ON `marketplaces` (`Owner`);

CREATE INDEX `marketplaces_DateDeleted` ON `marketplaces` (`DateDeleted`);

CREATE TABLE `openid_connects` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`OrderCloudApiClientID` text COLLATE NOCASE,
	`ConnectClientID` text COLLATE NOCASE,
	`ConnectClientSecret` text,
	`AppStartUrl` text COLLATE NOCASE,
	`AuthorizationEndpoint` text COLLATE NOCASE,
	`TokenEndpoint` text COLLATE NOCASE,
	`UrlEncoded` integer,
	`IntegrationEventID` text COLLATE NOCASE,
	`CallSyncUserIntegrationEvent` integer,
	`AdditionalIdpScopes` text,
	`CustomErrorUrl` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`),
	FOREIGN KEY (`Marketplace`,`OrderCloudApiClientID`) REFERENCES `api_clients`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`IntegrationEventID`) REFERENCES `integration_events`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `openid_connects_Marketplace_OrderCloudApiClientID` ON `openid_connects` (`Marketplace`,`OrderCloudApiClientID`);

CREATE INDEX `openid_connects_Marketplace_IntegrationEventID` ON `openid_connects` (`Marketplace`,`IntegrationEventID`);

CREATE TABLE `openid_links` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ConnectID` text COLLATE NOCASE NOT NULL,
	`Issuer` text NOT NULL,
	`Subject` text NOT NULL,
	`UserKey` text COLLATE NOCASE,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ConnectID`, `Issuer`, `Subject`),
	FOREIGN KEY (`Marketplace`,`ConnectID`) REFERENCES `openid_connects`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `openid_links_Marketplace_UserKey` ON `openid_links` (`Marketplace`,`UserKey`);

CREATE TABLE `used_login_states` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`State` text NOT NULL,
	`Expires` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `State`)
);

CREATE INDEX `used_login_states_Marketplace_Expires` ON `used_login_states` (`Marketplace`,`Expires`);

CREATE TABLE `idempotency_keys` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`UserKey` text COLLATE NOCASE NOT NULL,
	`IdempotencyKey` text NOT NULL,
	`Request` text,
	`Answer` text,
	`DateCreated` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `UserKey`, `IdempotencyKey`)
);

CREATE INDEX `idempotency_keys_Marketplace_DateCreated` ON `idempotency_keys` (`Marketplace`,`DateCreated`);

CREATE VIEW `guard` AS SELECT 1 AS `Holds`, NULL AS `Refusal`;

CREATE TRIGGER `guard_insert` INSTEAD OF INSERT ON `guard` WHEN NEW.Holds IS NOT 1
BEGIN
  SELECT RAISE(ABORT, NEW.Refusal);
END;

CREATE VIRTUAL TABLE "products_search" USING fts5("Scope", "ID", "Name", "Description", "xp", content='', contentless_delete=1, tokenize="porter unicode61 categories 'L* N* Co Mn Mc'");

CREATE VIRTUAL TABLE "orders_search" USING fts5("Scope", "ID", "FromCompanyID", "ToCompanyID", "Comments", content='', contentless_delete=1, tokenize="porter unicode61 categories 'L* N* Co Mn Mc'");

CREATE TRIGGER "product_assignments_moves_insert" AFTER INSERT ON "product_assignments" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_assignments_moves_update" AFTER UPDATE OF "Marketplace", "ProductID", "BuyerID", "UserGroupID", "SellerID", "PriceScheduleID" ON "product_assignments" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_assignments_moves_delete" AFTER DELETE ON "product_assignments" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "category_products_listed_insert" AFTER INSERT ON "category_products" BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = NEW."Marketplace" AND "listed_products"."CatalogID" = NEW."CatalogID" AND "listed_products"."CategoryID" = NEW."CategoryID"
    AND "ProductID" IN (SELECT p."ID" FROM "products" p WHERE p."Marketplace" = NEW."Marketplace" AND (p."ID" = NEW."ProductID" OR p."ParentID" = NEW."ProductID"));
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", 2147483647)), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE p."Marketplace" = NEW."Marketplace" AND (p."ID" = NEW."ProductID" OR p."ParentID" = NEW."ProductID") AND k."CatalogID" = NEW."CatalogID" AND k."CategoryID" = NEW."CategoryID" GROUP BY p."ID", k."CatalogID", k."CategoryID";
END;

CREATE TRIGGER "category_products_listed_update" AFTER UPDATE OF "ListOrder" ON "category_products" BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = NEW."Marketplace" AND "listed_products"."CatalogID" = NEW."CatalogID" AND "listed_products"."CategoryID" = NEW."CategoryID"
    AND "ProductID" IN (SELECT p."ID" FROM "products" p WHERE p."Marketplace" = NEW."Marketplace" AND (p."ID" = NEW."ProductID" OR p."ParentID" = NEW."ProductID"));
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", 2147483647)), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE p."Marketplace" = NEW."Marketplace" AND (p."ID" = NEW."ProductID" OR p."ParentID" = NEW."ProductID") AND k."CatalogID" = NEW."CatalogID" AND k."CategoryID" = NEW."CategoryID" GROUP BY p."ID", k."CatalogID", k."CategoryID";
END;

CREATE TRIGGER "category_products_listed_delete" AFTER DELETE ON "category_products" BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = OLD."Marketplace" AND "listed_products"."CatalogID" = OLD."CatalogID" AND "listed_products"."CategoryID" = OLD."CategoryID"
    AND "ProductID" IN (SELECT p."ID" FROM "products" p WHERE p."Marketplace" = OLD."Marketplace" AND (p."ID" = OLD."ProductID" OR p."ParentID" = OLD."ProductID"));
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", 2147483647)), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE p."Marketplace" = OLD."Marketplace" AND (p."ID" = OLD."ProductID" OR p."ParentID" = OLD."ProductID") AND k."CatalogID" = OLD."CatalogID" AND k."CategoryID" = OLD."CategoryID" GROUP BY p."ID", k."CatalogID", k."CategoryID";
END;

CREATE TRIGGER "products_search_insert" AFTER INSERT ON "products" BEGIN
  INSERT INTO "products_search" (rowid, "Scope", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."ID", above."ID") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Name", above."Name") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Description", above."Description") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(c."xp") j), '') || ' ' || coalesce((SELECT group_concat(iif(k.type IN ('object', 'array'), (SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(k.value) j), iif(k.type IN ('true', 'false'), k.type, k.atom)), ' ')
      FROM json_each(above."xp") k WHERE NOT EXISTS (SELECT 1 FROM json_each(c."xp") o WHERE o.key = k.key)), '') AS T) t)
    FROM "products" c LEFT JOIN "products" above ON above."Marketplace" = c."Marketplace" AND above."ID" = c."ParentID" WHERE c."RowKey" = NEW."RowKey";
END;

CREATE TRIGGER "products_search_update" AFTER UPDATE OF "Marketplace", "ParentID", "ID", "Name", "Description", "xp" ON "products" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" OR NEW."ParentID" IS NOT OLD."ParentID" OR NEW."ID" IS NOT OLD."ID" OR NEW."Name" IS NOT OLD."Name" OR NEW."Description" IS NOT OLD."Description" OR NEW."xp" IS NOT OLD."xp" BEGIN
  DELETE FROM "products_search" WHERE rowid = OLD."RowKey";
  INSERT INTO "products_search" (rowid, "Scope", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."ID", above."ID") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Name", above."Name") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Description", above."Description") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(c."xp") j), '') || ' ' || coalesce((SELECT group_concat(iif(k.type IN ('object', 'array'), (SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(k.value) j), iif(k.type IN ('true', 'false'), k.type, k.atom)), ' ')
      FROM json_each(above."xp") k WHERE NOT EXISTS (SELECT 1 FROM json_each(c."xp") o WHERE o.key = k.key)), '') AS T) t)
    FROM "products" c LEFT JOIN "products" above ON above."Marketplace" = c."Marketplace" AND above."ID" = c."ParentID" WHERE c."RowKey" = NEW."RowKey";
END;

CREATE TRIGGER "products_search_delete" AFTER DELETE ON "products" BEGIN
  DELETE FROM "products_search" WHERE rowid = OLD."RowKey";
END;

CREATE TRIGGER "products_search_below" AFTER UPDATE OF "Description", "xp" ON "products" WHEN NEW."Description" IS NOT OLD."Description" OR NEW."xp" IS NOT OLD."xp" BEGIN
  DELETE FROM "products_search" WHERE rowid IN (SELECT c."RowKey" FROM "products" c WHERE c."Marketplace" = NEW."Marketplace" AND c."ParentID" = NEW."ID");
  INSERT INTO "products_search" (rowid, "Scope", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."ID", above."ID") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Name", above."Name") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce(c."Description", above."Description") AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(c."xp") j), '') || ' ' || coalesce((SELECT group_concat(iif(k.type IN ('object', 'array'), (SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(k.value) j), iif(k.type IN ('true', 'false'), k.type, k.atom)), ' ')
      FROM json_each(above."xp") k WHERE NOT EXISTS (SELECT 1 FROM json_each(c."xp") o WHERE o.key = k.key)), '') AS T) t)
    FROM "products" c LEFT JOIN "products" above ON above."Marketplace" = c."Marketplace" AND above."ID" = c."ParentID" WHERE c."Marketplace" = NEW."Marketplace" AND c."ParentID" = NEW."ID";
END;

CREATE TRIGGER "products_moves_insert" AFTER INSERT ON "products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "products_moves_update" AFTER UPDATE OF "RowKey", "Marketplace", "ID", "OwnerID", "DefaultPriceScheduleID", "AutoForward", "ParentID", "IsParent", "IsBundle", "Name", "Description", "QuantityMultiplier", "ShipWeight", "ShipHeight", "ShipWidth", "ShipLength", "Active", "SpecCount", "VariantCount", "ShipFromAddressID", "ShipFromCompany", "DefaultSupplierID", "AllSuppliersCanSell", "Returnable", "DateCreated", "xp", "InventoryEnabled", "VariantLevelTracking", "OrderCanExceed", "StockKey", "Shelf", "Live" ON "products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "products_moves_delete" AFTER DELETE ON "products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "products_listed_insert" AFTER INSERT ON "products" WHEN NEW."ParentID" IS NOT NULL BEGIN
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", 2147483647)), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE p."Marketplace" = NEW."Marketplace" AND p."ID" = NEW."ID" AND 1 GROUP BY p."ID", k."CatalogID", k."CategoryID";
END;

CREATE TRIGGER "products_listed_family" AFTER UPDATE OF "ParentID" ON "products" WHEN NEW."ParentID" IS NOT OLD."ParentID"
  AND (OLD."ParentID" IS NULL OR EXISTS
    (SELECT 1 FROM "products" o WHERE o."Marketplace" = OLD."Marketplace" AND o."ID" = OLD."ParentID")) BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = NEW."Marketplace" AND "ProductID" = NEW."ID";
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", 2147483647)), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE p."Marketplace" = NEW."Marketplace" AND p."ID" = NEW."ID" AND 1 GROUP BY p."ID", k."CatalogID", k."CategoryID";
END;

CREATE TRIGGER "products_listed_update" AFTER UPDATE OF "OwnerID", "Name" ON "products"
  WHEN NEW."OwnerID" IS NOT OLD."OwnerID" OR NEW."Name" IS NOT OLD."Name" BEGIN
  UPDATE "listed_products" SET "OwnerID" = NEW."OwnerID", "Name" = NEW."Name"
    WHERE "Marketplace" = NEW."Marketplace" AND "ProductID" = NEW."ID";
END;

CREATE TRIGGER "products_listed_delete" AFTER DELETE ON "products" BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = OLD."Marketplace" AND "ProductID" = OLD."ID";
END;

CREATE TRIGGER "bundle_products_moves_insert" AFTER INSERT ON "bundle_products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "bundle_products_moves_update" AFTER UPDATE OF "Marketplace", "BundleID", "ProductID", "Required", "DefaultQuantity" ON "bundle_products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "bundle_products_moves_delete" AFTER DELETE ON "bundle_products" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_insert" AFTER INSERT ON "product_facets" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_update" AFTER UPDATE OF "Marketplace", "ID", "Name", "XpPath", "ListOrder", "MinCount", "xp" ON "product_facets" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "product_facets_moves_delete" AFTER DELETE ON "product_facets" BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = "CatalogVersion" + 1 WHERE "ID" = OLD."Marketplace";
END;

CREATE TRIGGER "orders_search_insert" AFTER INSERT ON "orders" BEGIN
  INSERT INTO "orders_search" (rowid, "Scope", "ID", "FromCompanyID", "ToCompanyID", "Comments") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."ID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."FromCompanyID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."ToCompanyID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."Comments" AS T) t)
    FROM "orders" c  WHERE c."RowKey" = NEW."RowKey";
END;

CREATE TRIGGER "orders_search_update" AFTER UPDATE OF "Marketplace", "ID", "FromCompanyID", "ToCompanyID", "Comments" ON "orders" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" OR NEW."ID" IS NOT OLD."ID" OR NEW."FromCompanyID" IS NOT OLD."FromCompanyID" OR NEW."ToCompanyID" IS NOT OLD."ToCompanyID" OR NEW."Comments" IS NOT OLD."Comments" BEGIN
  DELETE FROM "orders_search" WHERE rowid = OLD."RowKey";
  INSERT INTO "orders_search" (rowid, "Scope", "ID", "FromCompanyID", "ToCompanyID", "Comments") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."ID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."FromCompanyID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."ToCompanyID" AS T) t), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ((((unicode(Pair) BETWEEN 19968 AND 40959 OR (unicode(Pair) BETWEEN 12353 AND 12442 OR unicode(Pair) BETWEEN 12445 AND 12447)) OR ((unicode(Pair) BETWEEN 12449 AND 12538 OR unicode(Pair) BETWEEN 12540 AND 12686) OR (unicode(Pair) BETWEEN 44032 AND 55291 OR unicode(Pair) BETWEEN 4352 AND 4607))) OR ((unicode(Pair) BETWEEN 43360 AND 43388 OR (unicode(Pair) BETWEEN 3585 AND 3642 OR unicode(Pair) BETWEEN 3648 AND 3662)) OR ((unicode(Pair) BETWEEN 3713 AND 3790 OR unicode(Pair) BETWEEN 3804 AND 3807) OR (unicode(Pair) BETWEEN 4096 AND 4159 OR unicode(Pair) BETWEEN 4176 AND 4253)))) OR (((unicode(Pair) BETWEEN 43488 AND 43518 OR (unicode(Pair) BETWEEN 43616 AND 43638 OR unicode(Pair) BETWEEN 43642 AND 43647)) OR ((unicode(Pair) BETWEEN 6016 AND 6099 OR unicode(Pair) BETWEEN 6103 AND 6103) OR (unicode(Pair) BETWEEN 6108 AND 6109 OR unicode(Pair) BETWEEN 12293 AND 12295))) OR ((unicode(Pair) BETWEEN 12704 AND 12735 OR (unicode(Pair) BETWEEN 12784 AND 12799 OR unicode(Pair) BETWEEN 13312 AND 19903)) OR ((unicode(Pair) BETWEEN 63744 AND 64255 OR unicode(Pair) BETWEEN 65382 AND 65500) OR (unicode(Pair) BETWEEN 110592 AND 110959 OR unicode(Pair) BETWEEN 131072 AND 262143))))) THEN substr(Pair, 1, 1)
      WHEN ((((unicode(substr(Pair, 2)) BETWEEN 19968 AND 40959 OR (unicode(substr(Pair, 2)) BETWEEN 12353 AND 12442 OR unicode(substr(Pair, 2)) BETWEEN 12445 AND 12447)) OR ((unicode(substr(Pair, 2)) BETWEEN 12449 AND 12538 OR unicode(substr(Pair, 2)) BETWEEN 12540 AND 12686) OR (unicode(substr(Pair, 2)) BETWEEN 44032 AND 55291 OR unicode(substr(Pair, 2)) BETWEEN 4352 AND 4607))) OR ((unicode(substr(Pair, 2)) BETWEEN 43360 AND 43388 OR (unicode(substr(Pair, 2)) BETWEEN 3585 AND 3642 OR unicode(substr(Pair, 2)) BETWEEN 3648 AND 3662)) OR ((unicode(substr(Pair, 2)) BETWEEN 3713 AND 3790 OR unicode(substr(Pair, 2)) BETWEEN 3804 AND 3807) OR (unicode(substr(Pair, 2)) BETWEEN 4096 AND 4159 OR unicode(substr(Pair, 2)) BETWEEN 4176 AND 4253)))) OR (((unicode(substr(Pair, 2)) BETWEEN 43488 AND 43518 OR (unicode(substr(Pair, 2)) BETWEEN 43616 AND 43638 OR unicode(substr(Pair, 2)) BETWEEN 43642 AND 43647)) OR ((unicode(substr(Pair, 2)) BETWEEN 6016 AND 6099 OR unicode(substr(Pair, 2)) BETWEEN 6103 AND 6103) OR (unicode(substr(Pair, 2)) BETWEEN 6108 AND 6109 OR unicode(substr(Pair, 2)) BETWEEN 12293 AND 12295))) OR ((unicode(substr(Pair, 2)) BETWEEN 12704 AND 12735 OR (unicode(substr(Pair, 2)) BETWEEN 12784 AND 12799 OR unicode(substr(Pair, 2)) BETWEEN 13312 AND 19903)) OR ((unicode(substr(Pair, 2)) BETWEEN 63744 AND 64255 OR unicode(substr(Pair, 2)) BETWEEN 65382 AND 65500) OR (unicode(substr(Pair, 2)) BETWEEN 110592 AND 110959 OR unicode(substr(Pair, 2)) BETWEEN 131072 AND 262143))))) THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT c."Comments" AS T) t)
    FROM "orders" c  WHERE c."RowKey" = NEW."RowKey";
END;

CREATE TRIGGER "orders_search_delete" AFTER DELETE ON "orders" BEGIN
  DELETE FROM "orders_search" WHERE rowid = OLD."RowKey";
END;

ANALYZE sqlite_schema;

DELETE FROM `sqlite_stat1`;

INSERT INTO `sqlite_stat1` (`tbl`, `idx`, `stat`) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each('[
 ["supplier_buyers", "sqlite_autoindex_supplier_buyers_1", "100000000 1000000 10000 1 noskipscan"],
 ["supplier_buyers", "supplier_buyers_Marketplace_BuyerID", "100000000 1000000 10000 noskipscan"],
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
 ["groups", "sqlite_autoindex_groups_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["groups", "groups_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["group_members", "sqlite_autoindex_group_members_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["group_members", "group_members_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["addresses", "sqlite_autoindex_addresses_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["addresses", "addresses_Marketplace_ID", "100000000 1000000 10000 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_AddressName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["addresses", "addresses_Marketplace_Kind_Company_CompanyName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["address_assignments", "sqlite_autoindex_address_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["address_assignments", "address_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["address_assignments", "address_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["list_totals", "sqlite_autoindex_list_totals_1", "100000000 1000000 10000 1 noskipscan"],
 ["list_totals", "list_totals_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"],
 ["facet_counts", "sqlite_autoindex_facet_counts_1", "100000000 1000000 10000 1 noskipscan"],
 ["facet_counts", "facet_counts_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["price_schedules", "sqlite_autoindex_price_schedules_1", "100000000 1000000 1 noskipscan"],
 ["price_schedules", "price_schedules_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["price_schedules", "price_schedules_Marketplace_OwnerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_assignments", "sqlite_autoindex_product_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_BuyerID_UserGroupID_ProductID", "100000000 1000000 10000 100 2 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_PriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["product_assignments", "product_assignments_Marketplace_SellerID", "100000000 1000000 10000 noskipscan"],
 ["categories", "sqlite_autoindex_categories_1", "100000000 1000000 10000 1 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_ListOrder_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["categories", "categories_Marketplace_CatalogID_ParentID", "100000000 1000000 10000 100 noskipscan"],
 ["category_assignments", "sqlite_autoindex_category_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["category_assignments", "category_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["category_products", "sqlite_autoindex_category_products_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["category_products", "category_products_Marketplace_CatalogID_CategoryID_ListOrder_ProductID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["category_products", "category_products_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["shelves", "sqlite_autoindex_shelves_1", "100000000 1000000 1 noskipscan"],
 ["shelf_members", "sqlite_autoindex_shelf_members_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["shelf_members", "shelf_members_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
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
 ["bundle_products", "sqlite_autoindex_bundle_products_1", "100000000 1000000 10000 1 noskipscan"],
 ["bundle_products", "bundle_products_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["catalogs", "sqlite_autoindex_catalogs_1", "100000000 1000000 1 noskipscan"],
 ["catalogs", "catalogs_Marketplace_OwnerID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["catalogs", "catalogs_Marketplace_OwnerID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["catalogs", "catalogs_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["catalog_assignments", "sqlite_autoindex_catalog_assignments_1", "100000000 1000000 10000 1 noskipscan"],
 ["catalog_assignments", "catalog_assignments_Marketplace_BuyerID", "100000000 1000000 10000 noskipscan"],
 ["product_catalogs", "sqlite_autoindex_product_catalogs_1", "100000000 1000000 10000 1 noskipscan"],
 ["product_catalogs", "product_catalogs_Marketplace_CatalogID_ProductID", "100000000 1000000 10000 100 noskipscan"],
 ["companies", "sqlite_autoindex_companies_1", "100000000 1000000 10000 1 noskipscan"],
 ["companies", "companies_Marketplace_Kind_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["companies", "companies_Marketplace_Kind_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["companies", "companies_Marketplace_DefaultCatalogID", "100000000 1000000 10000 noskipscan"],
 ["api_clients", "sqlite_autoindex_api_clients_1", "100000000 1000000 1 noskipscan"],
 ["api_clients", "api_clients_lookup_ID", "100000000 1 noskipscan"],
 ["api_clients", "api_clients_Marketplace_AllowSeller_Active_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["api_clients", "api_clients_Marketplace_AppName_ID", "100000000 1000000 10000 100 noskipscan"],
 ["api_clients", "api_clients_Marketplace_DefaultContextUserName_ID", "100000000 1000000 10000 100 noskipscan"],
 ["api_client_assignments", "sqlite_autoindex_api_client_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["api_client_assignments", "api_client_assignments_Marketplace_BuyerID_SupplierID_ApiClientID", "100000000 1000000 10000 100 2 noskipscan"],
 ["api_client_assignments", "api_client_assignments_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["api_client_secrets", "sqlite_autoindex_api_client_secrets_1", "100000000 1000000 10000 1 noskipscan"],
 ["security_profiles", "sqlite_autoindex_security_profiles_1", "100000000 1000000 1 noskipscan"],
 ["security_profiles", "security_profiles_Marketplace_PasswordConfig", "100000000 1000000 10000 noskipscan"],
 ["security_profiles", "security_profiles_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["security_profile_assignments", "sqlite_autoindex_security_profile_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_SecurityProfileID_UserID_UserGroupID_Company", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["security_profile_assignments", "security_profile_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["impersonation_configs", "sqlite_autoindex_impersonation_configs_1", "100000000 1000000 1 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationBuyerID_ImpersonationUserID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_BuyerID_GroupID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_BuyerID_UserID", "100000000 1000000 10000 100 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_SecurityProfileID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationGroupID", "100000000 1000000 10000 noskipscan"],
 ["impersonation_configs", "impersonation_configs_Marketplace_ImpersonationUserID", "100000000 1000000 10000 noskipscan"],
 ["audiences", "sqlite_autoindex_audiences_1", "100000000 1000000 1 noskipscan"],
 ["audience_shelves", "sqlite_autoindex_audience_shelves_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_shelves", "audience_shelves_Marketplace_CatalogID", "100000000 1000000 10000 noskipscan"],
 ["audience_categories", "sqlite_autoindex_audience_categories_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_categories", "audience_categories_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["product_collections", "sqlite_autoindex_product_collections_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["product_collections", "product_collections_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["product_collections", "product_collections_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["product_collection_entries", "sqlite_autoindex_product_collection_entries_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_collection_entries", "product_collection_entries_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["product_collection_invitations", "sqlite_autoindex_product_collection_invitations_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["product_collection_invitations", "product_collection_invitations_Marketplace_Kind_Company_CollectionID_Name_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["product_collection_invitations", "product_collection_invitations_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["listed_products", "sqlite_autoindex_listed_products_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["listed_products", "listed_products_Marketplace_CatalogID_CategoryID_Place_OwnerID_Name_ProductID", "100000000 1000000 10000 100 2 2 2 2 noskipscan"],
 ["specs", "sqlite_autoindex_specs_1", "100000000 1000000 1 noskipscan"],
 ["specs", "specs_Marketplace_ListOrder_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["specs", "specs_Marketplace_ListOrder_ID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_ID_DefaultOptionID", "100000000 1000000 10000 100 noskipscan"],
 ["specs", "specs_Marketplace_OwnerID", "100000000 1000000 10000 noskipscan"],
 ["spec_options", "sqlite_autoindex_spec_options_1", "100000000 1000000 10000 1 noskipscan"],
 ["spec_options", "spec_options_Marketplace_SpecID_ListOrder_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["variants", "sqlite_autoindex_variants_1", "100000000 1000000 10000 1 noskipscan"],
 ["variants", "variants_Marketplace_ProductID_Combination_Active_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["variants", "variants_Marketplace_StockKey", "100000000 1000000 10000 noskipscan"],
 ["variants", "variants_Marketplace_ProductID_Name_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "sqlite_autoindex_inventory_records_1", "100000000 1000000 10000 1 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_StockKey", "100000000 1000000 10000 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_AddressID_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_VariantID_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_ProductID_VariantID_AddressID_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["inventory_records", "inventory_records_Marketplace_OwnerID_AddressID", "100000000 1000000 10000 100 noskipscan"],
 ["product_facets", "sqlite_autoindex_product_facets_1", "100000000 1000000 1 noskipscan"],
 ["product_facets", "product_facets_Marketplace_ListOrder_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_facets", "product_facets_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_facets", "product_facets_Marketplace_XpPath_ID", "100000000 1000000 10000 100 noskipscan"],
 ["product_suppliers", "sqlite_autoindex_product_suppliers_1", "100000000 1000000 10000 1 noskipscan"],
 ["product_suppliers", "product_suppliers_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["product_suppliers", "product_suppliers_Marketplace_DefaultPriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["inventory_record_assignments", "sqlite_autoindex_inventory_record_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["inventory_record_assignments", "inventory_record_assignments_Marketplace_BuyerID_UserGroupID", "100000000 1000000 10000 100 noskipscan"],
 ["spec_product_assignments", "sqlite_autoindex_spec_product_assignments_1", "100000000 1000000 10000 1 noskipscan"],
 ["spec_product_assignments", "spec_product_assignments_Marketplace_ProductID", "100000000 1000000 10000 noskipscan"],
 ["spec_product_assignments", "spec_product_assignments_Marketplace_SpecID_DefaultOptionID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_key", "100000000 1000000 1 noskipscan"],
 ["orders", "orders_Leg_ID", "100000000 1000000 10000 1 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_FromUserKey_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 2 noskipscan"],
 ["orders", "orders_Marketplace_IsSubmitted_DateSubmitted_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_LastUpdated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["orders", "orders_Marketplace_ToCompanyID_ID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_Status_DateCreated", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_FromUserID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_BillingAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["orders", "orders_Marketplace_FromCompanyID_ShippingAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "sqlite_autoindex_line_items_1", "100000000 1000000 10000 1 noskipscan"],
 ["line_items", "line_items_Marketplace_OrderKey_DateAdded_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["line_items", "line_items_Marketplace_ProductID_InventoryRecordID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_ProductID_VariantID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_ShipFromCompany_ShipFromAddressID", "100000000 1000000 10000 100 noskipscan"],
 ["line_items", "line_items_Marketplace_SupplierID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_PriceScheduleID", "100000000 1000000 10000 noskipscan"],
 ["line_items", "line_items_Marketplace_ShippingAddressID", "100000000 1000000 10000 noskipscan"],
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
 ["message_senders", "sqlite_autoindex_message_senders_1", "100000000 1000000 1 noskipscan"],
 ["message_senders", "message_senders_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
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
 ["webhooks", "sqlite_autoindex_webhooks_1", "100000000 1000000 1 noskipscan"],
 ["webhooks", "webhooks_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["webhook_routes", "sqlite_autoindex_webhook_routes_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["webhook_routes", "webhook_routes_Marketplace_WebhookID", "100000000 1000000 10000 noskipscan"],
 ["webhook_routes", "webhook_routes_Marketplace_ClientID", "100000000 1000000 10000 noskipscan"],
 ["events", "sqlite_autoindex_events_1", "100000000 1000000 1 noskipscan"],
 ["events", "events_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "sqlite_autoindex_deliveries_1", "100000000 1000000 1 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Status_NextAttempt", "100000000 1000000 10000 100 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Caller_DateCreated", "100000000 1000000 10000 100 noskipscan"],
 ["deliveries", "deliveries_Marketplace_Sent", "100000000 1000000 10000 noskipscan"],
 ["deliveries", "deliveries_Marketplace_WebhookID_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["deliveries", "deliveries_Marketplace_MessageSenderID_DateCreated_ID", "100000000 1000000 10000 100 2 noskipscan"],
 ["deliveries", "deliveries_Marketplace_EventID", "100000000 1000000 10000 noskipscan"],
 ["integration_events", "sqlite_autoindex_integration_events_1", "100000000 1000000 1 noskipscan"],
 ["integration_events", "integration_events_Marketplace_EventType_ID", "100000000 1000000 10000 100 noskipscan"],
 ["integration_events", "integration_events_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["credit_cards", "sqlite_autoindex_credit_cards_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_PrivateUserID_PrivateOrderID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_CardholderName_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_CardType_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_ExpirationDate_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_cards", "credit_cards_Marketplace_Kind_Company_DateCreated_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["credit_card_assignments", "sqlite_autoindex_credit_card_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["credit_card_assignments", "credit_card_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["credit_card_assignments", "credit_card_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["spending_accounts", "sqlite_autoindex_spending_accounts_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["spending_accounts", "spending_accounts_Kind_Company_RedemptionCode", "100000000 1000000 10000 100 1 noskipscan"],
 ["spending_accounts", "spending_accounts_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["spending_account_assignments", "sqlite_autoindex_spending_account_assignments_1", "100000000 1000000 10000 100 2 2 1 noskipscan"],
 ["spending_account_assignments", "spending_account_assignments_Marketplace_Kind_Company_UserID", "100000000 1000000 10000 100 2 noskipscan"],
 ["spending_account_assignments", "spending_account_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["cost_centers", "sqlite_autoindex_cost_centers_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["cost_centers", "cost_centers_Marketplace_Kind_Company_Name_ID", "100000000 1000000 10000 100 2 2 noskipscan"],
 ["cost_center_assignments", "sqlite_autoindex_cost_center_assignments_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["cost_center_assignments", "cost_center_assignments_Marketplace_Kind_Company_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
 ["incrementors", "sqlite_autoindex_incrementors_1", "100000000 1000000 1 noskipscan"],
 ["incrementors", "incrementors_Marketplace_Name_ID", "100000000 1000000 10000 100 noskipscan"],
 ["locales", "sqlite_autoindex_locales_1", "100000000 1000000 1 noskipscan"],
 ["locales", "locales_Marketplace_Currency_Language", "100000000 1000000 10000 100 noskipscan"],
 ["locales", "locales_Marketplace_OwnerID", "100000000 1000000 10000 noskipscan"],
 ["locale_assignments", "sqlite_autoindex_locale_assignments_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["locale_assignments", "locale_assignments_Marketplace_LocaleID_BuyerID_UserGroupID", "100000000 1000000 10000 100 2 noskipscan"],
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
 ["openid_connects", "sqlite_autoindex_openid_connects_1", "100000000 1000000 1 noskipscan"],
 ["openid_connects", "openid_connects_Marketplace_OrderCloudApiClientID", "100000000 1000000 10000 noskipscan"],
 ["openid_connects", "openid_connects_Marketplace_IntegrationEventID", "100000000 1000000 10000 noskipscan"],
 ["openid_links", "sqlite_autoindex_openid_links_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["openid_links", "openid_links_Marketplace_UserKey", "100000000 1000000 10000 noskipscan"],
 ["used_login_states", "sqlite_autoindex_used_login_states_1", "100000000 1000000 1 noskipscan"],
 ["used_login_states", "used_login_states_Marketplace_Expires", "100000000 1000000 10000 noskipscan"],
 ["idempotency_keys", "sqlite_autoindex_idempotency_keys_1", "100000000 1000000 10000 1 noskipscan"],
 ["idempotency_keys", "idempotency_keys_Marketplace_DateCreated", "100000000 1000000 10000 noskipscan"]
]');

ANALYZE sqlite_schema;
