DROP TRIGGER IF EXISTS "products_search_insert";

DROP TRIGGER IF EXISTS "products_search_update";

DROP TRIGGER IF EXISTS "products_search_below";

PRAGMA defer_foreign_keys=on;

CREATE TABLE `branch_products` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ProductID` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`AncestorID` text COLLATE NOCASE NOT NULL,
	`Place` integer,
	`OwnerID` text COLLATE NOCASE,
	`Name` text COLLATE NOCASE,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ProductID`, `CatalogID`, `CategoryID`, `AncestorID`),
	FOREIGN KEY (`Marketplace`,`ProductID`,`CatalogID`,`CategoryID`) REFERENCES `listed_products`(`Marketplace`,`ProductID`,`CatalogID`,`CategoryID`) ON UPDATE cascade ON DELETE no action,
	FOREIGN KEY (`Marketplace`,`CatalogID`,`AncestorID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `branch_products_Marketplace_CatalogID_AncestorID_Place_OwnerID_Name_ProductID_CategoryID` ON `branch_products` (`Marketplace`,`CatalogID`,`AncestorID`,`Place`,`OwnerID`,`Name`,`ProductID`,`CategoryID`);

CREATE TABLE `product_words` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Word` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Word`)
);

CREATE TABLE `synonyms` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`ID` text COLLATE NOCASE NOT NULL,
	`Terms` text,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `ID`)
);

CREATE TABLE `audience_branches` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`CategoryID` text COLLATE NOCASE NOT NULL,
	`Most` integer,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `CatalogID`, `CategoryID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`,`CategoryID`) REFERENCES `categories`(`Marketplace`,`CatalogID`,`ID`) ON UPDATE cascade ON DELETE no action
);

CREATE INDEX `audience_branches_Marketplace_CatalogID_CategoryID` ON `audience_branches` (`Marketplace`,`CatalogID`,`CategoryID`);

CREATE TABLE `__new_audience_shelves` (
	`Marketplace` text COLLATE NOCASE NOT NULL,
	`Audience` text COLLATE NOCASE NOT NULL,
	`Everything` integer NOT NULL,
	`Shelf` text COLLATE NOCASE NOT NULL,
	`CatalogID` text COLLATE NOCASE NOT NULL,
	`Version` integer,
	PRIMARY KEY(`Marketplace`, `Audience`, `Everything`, `Shelf`, `CatalogID`),
	FOREIGN KEY (`Marketplace`,`CatalogID`) REFERENCES `catalogs`(`Marketplace`,`ID`) ON UPDATE cascade ON DELETE no action
);

INSERT INTO `__new_audience_shelves`("Marketplace", "Audience", "Everything", "Shelf", "CatalogID", "Version") SELECT "Marketplace", "Audience", "Everything", "Shelf", "CatalogID", "Version" FROM `audience_shelves`;

DROP TABLE `audience_shelves`;

ALTER TABLE `__new_audience_shelves` RENAME TO `audience_shelves`;

CREATE INDEX `audience_shelves_Marketplace_CatalogID` ON `audience_shelves` (`Marketplace`,`CatalogID`);

ALTER TABLE `list_totals` ADD `RowsRead` integer;

DROP TABLE "products_search";

CREATE VIRTUAL TABLE "products_search" USING fts5("Scope", "Within", "ID", "Name", "Description", "xp", content='', contentless_delete=1, tokenize="porter unicode61 categories 'L* N* Co Mn Mc'");

INSERT INTO "products_search" (rowid, "Scope", "Within", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), 'w' || hex(c."Shelf"), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
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
    FROM "products" c LEFT JOIN "products" above ON above."Marketplace" = c."Marketplace" AND above."ID" = c."ParentID" WHERE 1;

PRAGMA defer_foreign_keys=off;

INSERT INTO `branch_products` (`Marketplace`, `ProductID`, `CatalogID`, `CategoryID`, `AncestorID`, `Place`, `OwnerID`, `Name`, `Version`)
  WITH RECURSIVE above(Marketplace, CatalogID, CategoryID, AncestorID) AS (
    SELECT Marketplace, CatalogID, ID, ParentID FROM categories WHERE ParentID IS NOT NULL
    UNION SELECT a.Marketplace, a.CatalogID, a.CategoryID, k.ParentID FROM above a CROSS JOIN categories k
      ON k.Marketplace = a.Marketplace AND k.CatalogID = a.CatalogID AND k.ID = a.AncestorID WHERE k.ParentID IS NOT NULL)
  SELECT l.Marketplace, l.ProductID, l.CatalogID, l.CategoryID, a.AncestorID, l.Place, l.OwnerID, l.Name, 1 FROM above a
    CROSS JOIN listed_products l ON l.Marketplace = a.Marketplace AND l.CatalogID = a.CatalogID AND l.CategoryID = a.CategoryID;

UPDATE `marketplaces` SET `AccessVersion` = coalesce(`AccessVersion`, 0) + 1;

INSERT INTO "product_words" ("Marketplace", "Word", "Version")
    SELECT DISTINCT p."Marketplace", w.value, 1 FROM "products" p CROSS JOIN json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(p."ID", '') || ' ' || coalesce(p."Name", '') || ' ' || coalesce(p."Description", '') || ' ' || coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(p."xp") j), ''), char(0), ' '), char(9), ' '), char(10), ' '), char(13), ' '), char(33), ' '), char(34), ' '), char(35), ' '), char(36), ' '), char(37), ' '), char(38), ' '), char(39), ' '), char(40), ' '), char(41), ' '), char(42), ' '), char(43), ' '), char(44), ' '), char(45), ' '), char(46), ' '), char(47), ' '), char(58), ' '), char(59), ' '), char(60), ' '), char(61), ' '), char(62), ' '), char(63), ' '), char(64), ' '), char(91), ' '), char(92), ' '), char(93), ' '), char(94), ' '), char(95), ' '), char(96), ' '), char(123), ' '), char(124), ' '), char(125), ' '), char(126), ' '), char(160), ' '), char(171), ' '), char(174), ' '), char(183), ' '), char(187), ' '), char(8209), ' '), char(8211), ' '), char(8212), ' '), char(8216), ' '), char(8217), ' '), char(8220), ' '), char(8221), ' '), char(8222), ' '), char(8226), ' '), char(8230), ' '), char(8239), ' '), char(8482), ' ')), ' ', '","') || ']') w
    WHERE length(w.value) BETWEEN 4 AND 30 AND w.value NOT GLOB '*[' || char(1) || '-@[-`{-' || char(127) || ']*' AND w.value NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42)
    ON CONFLICT DO NOTHING;

CREATE TRIGGER "categories_branch_move" AFTER UPDATE OF "ParentID" ON "categories" WHEN NEW."ParentID" IS NOT OLD."ParentID"
  AND (OLD."ParentID" IS NULL OR EXISTS
    (SELECT 1 FROM "categories" o WHERE o."Marketplace" = NEW."Marketplace" AND o."CatalogID" = NEW."CatalogID" AND o."ID" = OLD."ParentID")) BEGIN
  DELETE FROM "branch_products" WHERE rowid IN (SELECT p.rowid FROM (WITH RECURSIVE below("ID") AS (SELECT NEW."ID"
      UNION SELECT k."ID" FROM below b CROSS JOIN "categories" k ON k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ParentID" = b."ID")
      SELECT "ID" FROM below) b
    CROSS JOIN "listed_products" l ON l."Marketplace" = NEW."Marketplace" AND l."CatalogID" = NEW."CatalogID" AND l."CategoryID" = b."ID"
    CROSS JOIN "branch_products" p ON p."Marketplace" = NEW."Marketplace" AND p."CatalogID" = NEW."CatalogID" AND p."ProductID" = l."ProductID" AND p."CategoryID" = l."CategoryID"
      AND p."AncestorID" NOT IN (WITH RECURSIVE below("ID") AS (SELECT NEW."ID"
      UNION SELECT k."ID" FROM below b CROSS JOIN "categories" k ON k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ParentID" = b."ID")
      SELECT "ID" FROM below));
  INSERT INTO "branch_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "AncestorID", "Place", "OwnerID", "Name", "Version")
    SELECT l."Marketplace", l."ProductID", l."CatalogID", l."CategoryID", a."ID", l."Place", l."OwnerID", l."Name", 1
    FROM (WITH RECURSIVE below("ID") AS (SELECT NEW."ID"
      UNION SELECT k."ID" FROM below b CROSS JOIN "categories" k ON k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ParentID" = b."ID")
      SELECT "ID" FROM below) b CROSS JOIN "listed_products" l ON l."Marketplace" = NEW."Marketplace" AND l."CatalogID" = NEW."CatalogID" AND l."CategoryID" = b."ID" CROSS JOIN (WITH RECURSIVE above("ID") AS (
      SELECT k."ParentID" FROM "categories" k WHERE k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ID" = NEW."ID"
      UNION SELECT k."ParentID" FROM above a CROSS JOIN "categories" k ON k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ID" = a."ID")
      SELECT "ID" FROM above WHERE "ID" IS NOT NULL) a;
END;

CREATE TRIGGER "listed_products_branch_insert" AFTER INSERT ON "listed_products" BEGIN
  INSERT INTO "branch_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "AncestorID", "Place", "OwnerID", "Name", "Version")
    SELECT NEW."Marketplace", NEW."ProductID", NEW."CatalogID", NEW."CategoryID", a."ID", NEW."Place", NEW."OwnerID", NEW."Name", 1
    FROM (WITH RECURSIVE above("ID") AS (
      SELECT k."ParentID" FROM "categories" k WHERE k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ID" = NEW."CategoryID"
      UNION SELECT k."ParentID" FROM above a CROSS JOIN "categories" k ON k."Marketplace" = NEW."Marketplace" AND k."CatalogID" = NEW."CatalogID" AND k."ID" = a."ID")
      SELECT "ID" FROM above WHERE "ID" IS NOT NULL) a;
END;

CREATE TRIGGER "listed_products_branch_update" AFTER UPDATE OF "Place", "OwnerID", "Name" ON "listed_products" BEGIN
  UPDATE "branch_products" SET "Place" = NEW."Place", "OwnerID" = NEW."OwnerID", "Name" = NEW."Name" WHERE "Marketplace" = NEW."Marketplace" AND "ProductID" = NEW."ProductID" AND "CatalogID" = NEW."CatalogID" AND "CategoryID" = NEW."CategoryID";
END;

CREATE TRIGGER "listed_products_branch_delete" AFTER DELETE ON "listed_products" BEGIN
  DELETE FROM "branch_products" WHERE "Marketplace" = OLD."Marketplace" AND "ProductID" = OLD."ProductID" AND "CatalogID" = OLD."CatalogID" AND "CategoryID" = OLD."CategoryID";
END;

CREATE TRIGGER "products_search_insert" AFTER INSERT ON "products" BEGIN
  INSERT INTO "products_search" (rowid, "Scope", "Within", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), 'w' || hex(c."Shelf"), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
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

CREATE TRIGGER "products_search_update" AFTER UPDATE OF "Marketplace", "Shelf", "ParentID", "ID", "Name", "Description", "xp" ON "products" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" OR NEW."Shelf" IS NOT OLD."Shelf" OR NEW."ParentID" IS NOT OLD."ParentID" OR NEW."ID" IS NOT OLD."ID" OR NEW."Name" IS NOT OLD."Name" OR NEW."Description" IS NOT OLD."Description" OR NEW."xp" IS NOT OLD."xp" BEGIN
  DELETE FROM "products_search" WHERE rowid = OLD."RowKey";
  INSERT INTO "products_search" (rowid, "Scope", "Within", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), 'w' || hex(c."Shelf"), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
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

CREATE TRIGGER "products_search_below" AFTER UPDATE OF "Description", "xp" ON "products" WHEN NEW."Description" IS NOT OLD."Description" OR NEW."xp" IS NOT OLD."xp" BEGIN
  DELETE FROM "products_search" WHERE rowid IN (SELECT c."RowKey" FROM "products" c WHERE c."Marketplace" = NEW."Marketplace" AND c."ParentID" = NEW."ID");
  INSERT INTO "products_search" (rowid, "Scope", "Within", "ID", "Name", "Description", "xp") SELECT c."RowKey", 'h' || hex(lower(c."Marketplace")), 'w' || hex(c."Shelf"), (SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42) THEN t.T ELSE
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

CREATE TRIGGER "product_words_insert" AFTER INSERT ON "products" BEGIN
  INSERT INTO "product_words" ("Marketplace", "Word", "Version")
    SELECT DISTINCT NEW."Marketplace", w.value, 1 FROM json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(NEW."ID", '') || ' ' || coalesce(NEW."Name", '') || ' ' || coalesce(NEW."Description", '') || ' ' || coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(NEW."xp") j), ''), char(0), ' '), char(9), ' '), char(10), ' '), char(13), ' '), char(33), ' '), char(34), ' '), char(35), ' '), char(36), ' '), char(37), ' '), char(38), ' '), char(39), ' '), char(40), ' '), char(41), ' '), char(42), ' '), char(43), ' '), char(44), ' '), char(45), ' '), char(46), ' '), char(47), ' '), char(58), ' '), char(59), ' '), char(60), ' '), char(61), ' '), char(62), ' '), char(63), ' '), char(64), ' '), char(91), ' '), char(92), ' '), char(93), ' '), char(94), ' '), char(95), ' '), char(96), ' '), char(123), ' '), char(124), ' '), char(125), ' '), char(126), ' '), char(160), ' '), char(171), ' '), char(174), ' '), char(183), ' '), char(187), ' '), char(8209), ' '), char(8211), ' '), char(8212), ' '), char(8216), ' '), char(8217), ' '), char(8220), ' '), char(8221), ' '), char(8222), ' '), char(8226), ' '), char(8230), ' '), char(8239), ' '), char(8482), ' ')), ' ', '","') || ']') w
    WHERE length(w.value) BETWEEN 4 AND 30 AND w.value NOT GLOB '*[' || char(1) || '-@[-`{-' || char(127) || ']*' AND w.value NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42)
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER "product_words_update" AFTER UPDATE OF "ID", "Name", "Description", "xp" ON "products" WHEN NEW."ID" IS NOT OLD."ID" OR NEW."Name" IS NOT OLD."Name" OR NEW."Description" IS NOT OLD."Description" OR NEW."xp" IS NOT OLD."xp" BEGIN
  INSERT INTO "product_words" ("Marketplace", "Word", "Version")
    SELECT DISTINCT NEW."Marketplace", w.value, 1 FROM json_each('[' || replace(json_quote(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(NEW."ID", '') || ' ' || coalesce(NEW."Name", '') || ' ' || coalesce(NEW."Description", '') || ' ' || coalesce((SELECT group_concat(iif(j.type IN ('true', 'false'), j.type, j.atom), ' ') FROM json_tree(NEW."xp") j), ''), char(0), ' '), char(9), ' '), char(10), ' '), char(13), ' '), char(33), ' '), char(34), ' '), char(35), ' '), char(36), ' '), char(37), ' '), char(38), ' '), char(39), ' '), char(40), ' '), char(41), ' '), char(42), ' '), char(43), ' '), char(44), ' '), char(45), ' '), char(46), ' '), char(47), ' '), char(58), ' '), char(59), ' '), char(60), ' '), char(61), ' '), char(62), ' '), char(63), ' '), char(64), ' '), char(91), ' '), char(92), ' '), char(93), ' '), char(94), ' '), char(95), ' '), char(96), ' '), char(123), ' '), char(124), ' '), char(125), ' '), char(126), ' '), char(160), ' '), char(171), ' '), char(174), ' '), char(183), ' '), char(187), ' '), char(8209), ' '), char(8211), ' '), char(8212), ' '), char(8216), ' '), char(8217), ' '), char(8220), ' '), char(8221), ' '), char(8222), ' '), char(8226), ' '), char(8230), ' '), char(8239), ' '), char(8482), ' ')), ' ', '","') || ']') w
    WHERE length(w.value) BETWEEN 4 AND 30 AND w.value NOT GLOB '*[' || char(1) || '-@[-`{-' || char(127) || ']*' AND w.value NOT GLOB char(42, 91, 3585, 45, 4607, 6016, 45, 6109, 12293, 45, 64255, 65382, 45, 65500, 110592, 45, 110959, 131072, 45, 262143, 93, 42)
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER "synonyms_moves_CatalogVersion_insert" AFTER INSERT ON "synonyms"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "synonyms_moves_CatalogVersion_update" AFTER UPDATE OF "Marketplace", "ID", "Terms" ON "synonyms" WHEN NEW."Marketplace" IS NOT OLD."Marketplace" COLLATE BINARY OR NEW."ID" IS NOT OLD."ID" COLLATE BINARY OR NEW."Terms" IS NOT OLD."Terms" COLLATE BINARY
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = NEW."Marketplace";
END;

CREATE TRIGGER "synonyms_moves_CatalogVersion_delete" AFTER DELETE ON "synonyms"
BEGIN
  UPDATE "marketplaces" SET "CatalogVersion" = coalesce("CatalogVersion", 0) + 1 WHERE "ID" = OLD."Marketplace";
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
 ["branch_products", "sqlite_autoindex_branch_products_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["branch_products", "branch_products_Marketplace_CatalogID_AncestorID_Place_OwnerID_Name_ProductID_CategoryID", "100000000 1000000 10000 100 2 2 2 2 2 noskipscan"],
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
 ["product_words", "sqlite_autoindex_product_words_1", "100000000 1000000 1 noskipscan"],
 ["synonyms", "sqlite_autoindex_synonyms_1", "100000000 1000000 1 noskipscan"],
 ["shelves", "sqlite_autoindex_shelves_1", "100000000 1000000 1 noskipscan"],
 ["shelf_members", "sqlite_autoindex_shelf_members_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["shelf_members", "shelf_members_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["audiences", "sqlite_autoindex_audiences_1", "100000000 1000000 1 noskipscan"],
 ["audience_shelves", "sqlite_autoindex_audience_shelves_1", "100000000 1000000 10000 100 2 1 noskipscan"],
 ["audience_shelves", "audience_shelves_Marketplace_CatalogID", "100000000 1000000 10000 noskipscan"],
 ["audience_categories", "sqlite_autoindex_audience_categories_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_categories", "audience_categories_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["audience_branches", "sqlite_autoindex_audience_branches_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_branches", "audience_branches_Marketplace_CatalogID_CategoryID", "100000000 1000000 10000 100 noskipscan"],
 ["audience_discounts", "sqlite_autoindex_audience_discounts_1", "100000000 1000000 10000 100 1 noskipscan"],
 ["audience_discounts", "audience_discounts_Marketplace_DiscountID", "100000000 1000000 10000 noskipscan"],
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
