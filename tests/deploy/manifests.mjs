// Holds Kubernetes objects strictly against the API's types: an unknown field, a missing or a wrong one is an error.
//   node manifests.mjs <objects.yaml
// Each object becomes a literal of its type, which the TypeScript compiler judges. Prints what is wrong, and last how
// many objects were looked at; exit code 1 if anything is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import ts from 'typescript';

const types = dirname(createRequire(import.meta.url).resolve('kubernetes-types/package.json'));

// `apps/v1` is the module apps/v1, `networking.k8s.io/v1` networking/v1, and `v1` core/v1.
function moduleOf(apiVersion) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return join(types, group.split('.')[0], version);
}

const nameOf = (object) => `${object.kind} ${object.metadata?.name}`;

function declaration(object, index) {
  const type = `import(${JSON.stringify(moduleOf(object.apiVersion))}).${object.kind}`;
  return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
}

// The compiler's view of one file that exists in memory only.
function diagnose(text) {
  const file = join(types, 'objects-to-judge.ts');
  const options = {
    noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, rest[0]) : read(path, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (path) => path === file || exists(path);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
}

const objects = loadAll(readFileSync(0, 'utf8')).filter(Boolean);
const problems = diagnose(objects.map(declaration).join('\n'));
for (const problem of problems) {
  const line = problem.file ? problem.file.getLineAndCharacterOfPosition(problem.start).line : 0;
  console.log(`${nameOf(objects[line])}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`);
}
console.log(`${objects.length} objects`);
process.exit(problems.length > 0 || objects.length === 0 ? 1 : 0);
