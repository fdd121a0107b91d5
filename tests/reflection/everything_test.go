package reflection

// everything uses what databases have to say of tables, in their own SQL. Names are odd where they can
// be.
var everything = map[string]string{
	"sqlite": `
CREATE TABLE "Odd ""Table"" %x" (id INTEGER PRIMARY KEY AUTOINCREMENT, "naïve col" TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s "so"', "select" NUMERIC(10, 2) DEFAULT (1 + 2), "MiXed" DATETIME DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE parent (a INTEGER NOT NULL, b VARCHAR(20) NOT NULL, c BIGINT, CONSTRAINT "the key" PRIMARY KEY (b, a), CONSTRAINT u UNIQUE (c)) WITHOUT ROWID;
CREATE TABLE child (id INTEGER NOT NULL PRIMARY KEY, a INTEGER, b VARCHAR(20), up INTEGER, odd INTEGER, twice INTEGER GENERATED ALWAYS AS (a * 2) STORED, thrice INTEGER AS (a * 3),
	CONSTRAINT fk FOREIGN KEY (b, a) REFERENCES parent (b, a) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
	FOREIGN KEY (up) REFERENCES child (id), FOREIGN KEY (odd) REFERENCES "Odd ""Table"" %x" (id), CONSTRAINT positive CHECK (a > 0 AND b <> 'x,y'), UNIQUE (a, up));
CREATE INDEX "ix one" ON child (lower(b) DESC, a COLLATE NOCASE) WHERE a > 5;
CREATE UNIQUE INDEX ix2 ON child (up, b DESC);
CREATE TABLE strict_one (a TEXT PRIMARY KEY, n INT, w ANY) STRICT;
CREATE TABLE circle_a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES circle_b (id));
CREATE TABLE circle_b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES circle_a (id));
CREATE TABLE no_key (j JSON, d DATE, t TIME, bl BLOB, bo BOOLEAN, u UUID, anything, ci CHAR(3), f FLOAT, dd DOUBLE);
CREATE TABLE loose_key (a TEXT PRIMARY KEY, b INT);
CREATE VIEW "v one" AS SELECT a, b AS "B b" FROM parent WHERE b <> ':x';
CREATE VIEW "a view of it" AS SELECT a FROM "v one"
`,
	"postgresql": `
CREATE TYPE "my mood" AS ENUM ('sad', 'it''s "ok"');
CREATE DOMAIN zip AS varchar(5) COLLATE "C" DEFAULT '00000' NOT NULL CONSTRAINT five CHECK (length(VALUE) = 5);
CREATE SEQUENCE "Seq one" AS integer INCREMENT -2 MINVALUE -100 CACHE 3;
CREATE SEQUENCE plain;
CREATE TABLE "Odd ""Table"" %x" (id int GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5 CACHE 2 CYCLE) PRIMARY KEY, "naïve col" text COLLATE "C" NOT NULL DEFAULT 'it''s "so"', "select" numeric(10, 2) DEFAULT (1 + 2), "MiXed" timestamptz(3) DEFAULT now(), n bigint DEFAULT nextval('plain'));
COMMENT ON TABLE "Odd ""Table"" %x" IS 'it''s a table: 表';
COMMENT ON COLUMN "Odd ""Table"" %x"."naïve col" IS 'naïve: %s';
CREATE TABLE parent (a int NOT NULL, b varchar(20) NOT NULL, c bigint, d bigserial, CONSTRAINT "the key" PRIMARY KEY (b, a) INCLUDE (c) DEFERRABLE, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (c), UNIQUE (b, a)) WITH (fillfactor = 70);
COMMENT ON CONSTRAINT u ON parent IS 'only one';
CREATE TABLE child (id serial PRIMARY KEY, a int, b varchar(20), up int, odd int, twice int GENERATED ALWAYS AS (a * 2) STORED, mood "my mood" DEFAULT 'sad', moods "my mood"[], z zip,
	CONSTRAINT fk FOREIGN KEY (b, a) REFERENCES parent (b, a) MATCH FULL ON DELETE SET NULL (a) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
	FOREIGN KEY (up) REFERENCES child (id) NOT VALID, FOREIGN KEY (odd) REFERENCES "Odd ""Table"" %x" (id), CONSTRAINT positive CHECK (a > 0 AND b <> 'x,y') NO INHERIT, UNIQUE (a, up));
CREATE INDEX "ix one" ON child USING btree (lower(b) text_pattern_ops DESC, a NULLS FIRST, b COLLATE "C" text_pattern_ops) INCLUDE (up) WITH (fillfactor = 70) WHERE a > 5;
CREATE UNIQUE INDEX ix2 ON child (up, b DESC NULLS LAST) NULLS NOT DISTINCT;
CREATE TABLE ranges (a int4range, b tstzmultirange, c inet, d bit(8), e jsonb, f tsvector, g money, h uuid, i interval, k real, l bytea, m char(3), n time(2), CONSTRAINT x EXCLUDE USING gist (a WITH &&) WHERE (NOT isempty(a)) DEFERRABLE);
CREATE INDEX ix_gin ON ranges USING gin (e jsonb_path_ops);
CREATE TABLE circle_a (id int PRIMARY KEY, b int);
CREATE TABLE circle_b (id int PRIMARY KEY, a int REFERENCES circle_a (id));
ALTER TABLE circle_a ADD CONSTRAINT circle_fk FOREIGN KEY (b) REFERENCES circle_b (id);
CREATE TABLE empty_one ();
CREATE VIEW "v one" AS SELECT a, b AS "B b" FROM parent WHERE b <> ':x';
CREATE VIEW "a view of it" AS SELECT a FROM "v one";
CREATE MATERIALIZED VIEW kept AS SELECT a FROM "v one";
CREATE INDEX ix_kept ON kept (a)
`,
	"mariadb": "" +
		"CREATE TABLE `Odd ``Table`` %x` (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, `naïve col` VARCHAR(30) COLLATE utf8mb4_bin NOT NULL DEFAULT 'it''s \"so\"' COMMENT 'naïve: %s', `select` DECIMAL(10, 2) DEFAULT (1 + 2), `MiXed` DATETIME(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)) COMMENT 'it''s a table: 表';\n" +
		"CREATE TABLE parent (a INT NOT NULL, b VARCHAR(20) NOT NULL, c BIGINT UNSIGNED, PRIMARY KEY (b, a), CONSTRAINT u UNIQUE (c)) ENGINE = Aria ROW_FORMAT = DYNAMIC;\n" +
		"CREATE TABLE holder (a INT NOT NULL, b VARCHAR(20) NOT NULL, PRIMARY KEY (b, a));\n" +
		"CREATE TABLE child (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT CHECK (a <> 7), b VARCHAR(20), up BIGINT, odd INT, twice INT GENERATED ALWAYS AS (a * 2) STORED, thrice INT AS (a * 3) VIRTUAL," +
		" CONSTRAINT fk FOREIGN KEY (b, a) REFERENCES holder (b, a) ON DELETE CASCADE," +
		" FOREIGN KEY (up) REFERENCES child (id) ON UPDATE SET NULL, FOREIGN KEY (odd) REFERENCES `Odd ``Table`` %x` (id), CONSTRAINT positive CHECK (a > 0 AND b <> 'x,y'), UNIQUE (a, up));\n" +
		"CREATE INDEX `ix one` ON child (b(5), a DESC);\n" +
		"CREATE UNIQUE INDEX ix2 ON child (up, b(3));\n" +
		"CREATE TABLE kinds (a ENUM('x', 'it''s', 'a,b') DEFAULT 'x', b SET('p', 'q'), c YEAR, d BIT(8), e JSON, f TEXT, g MEDIUMTEXT, h TINYINT, i TINYINT(1) DEFAULT 1, j UUID, k TIMESTAMP NULL, l BLOB, m CHAR(3), n FLOAT, o DOUBLE(8, 3), p TIME(2), q DATE, r LONGBLOB, FULLTEXT words (f));\n" +
		"CREATE TABLE numbered (n INT NOT NULL AUTO_INCREMENT, k INT NOT NULL, PRIMARY KEY (k), UNIQUE ix2 (n));\n" +
		"CREATE TABLE circle_a (id INT PRIMARY KEY, b INT);\n" +
		"CREATE TABLE circle_b (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES circle_a (id));\n" +
		"ALTER TABLE circle_a ADD CONSTRAINT circle_fk FOREIGN KEY (b) REFERENCES circle_b (id);\n" +
		"CREATE TABLE divided (a INT) PARTITION BY HASH (a) PARTITIONS 3;\n" +
		"CREATE SEQUENCE s START 5 INCREMENT 2 CYCLE;\n" +
		"CREATE VIEW `v one` AS SELECT a, b AS `B b` FROM parent WHERE b <> ':x';\n" +
		"CREATE VIEW `a view of it` AS SELECT a FROM `v one`",
}
