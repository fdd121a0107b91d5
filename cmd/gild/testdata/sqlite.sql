CREATE TABLE teams (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, budget NUMERIC(10, 2) DEFAULT 0, "odd, name" TEXT, CONSTRAINT named CHECK (length(name) > 1));
CREATE TABLE members (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES teams (id) ON DELETE SET NULL, email VARCHAR(50) UNIQUE, born DATE, created DATETIME DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX ix_team ON members (team_id);
CREATE TABLE tags (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE member_tags (member_id INTEGER NOT NULL REFERENCES members (id), tag_id INTEGER NOT NULL REFERENCES tags (id), PRIMARY KEY (member_id, tag_id));
CREATE VIEW named_teams AS SELECT id, name FROM teams;
CREATE VIRTUAL TABLE "papers" USING fts4(title, body);
CREATE TABLE untyped (id INTEGER PRIMARY KEY, anything, b DEFAULT 3 NOT NULL);
