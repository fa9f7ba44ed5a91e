// Answers SQL from memory with DuckDB: each line that comes in is {"sql"}, and each that goes out {"rows", "seconds"},
// the time until the whole result is here. node answer.cjs FOLDER THREADS, where FOLDER has node_modules.
"use strict";

const { createRequire } = require("node:module");
const readline = require("node:readline");

const [folder, threads] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(`${folder}/`)("@duckdb/node-api");

async function answer(connection, { sql }) {
  const begin = performance.now();
  const result = await connection.runAndReadAll(sql);
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, rows: result.getRowsJson() };
}

async function main() {
  const connection = await (await DuckDBInstance.create(":memory:", { threads })).connect();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(connection, JSON.parse(line))));
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
