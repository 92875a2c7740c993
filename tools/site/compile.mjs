// Starts the page's own Python without a page, and runs a program in it: node compile.mjs PYODIDE PROGRAM INTO
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, program, into] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const { packages } = JSON.parse(readFileSync(`${pyodide}/pyodide-lock.json`));
const python = await loadPyodide({ indexURL: `${pyodide}/`, packages: Object.keys(packages) });
python.mountNodeFS("/into", into);
try {
  await python.runPythonAsync(readFileSync(program, "utf8"));
  process.exit(0);
} catch {
  // Only this, and not the line of Pyodide that was reached, which is a million letters long.
  console.error(python.runPython("import sys, traceback; ''.join(traceback.format_exception(sys.last_exc))"));
  process.exit(1);
}
