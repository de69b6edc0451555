/** Output of programs that fail for another reason than the fault, for tests. */
import type { Reproduction } from "../../protocol/index.ts";

/** Each with what a plan expects of it, and how the refusal reads. */
export const NEW: [
  name: string,
  expected: string,
  reason: RegExp,
  output: string,
  change?: Partial<Reproduction>,
][] = [
  [
    "a module that node does not find",
    "Cannot find module",
    /not there/,
    `Error: Cannot find module './cart-total'
Require stack:
- /workspace/src/cart.js
    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)
    at Object.<anonymous> (/workspace/src/cart.js:1:15) {
  code: 'MODULE_NOT_FOUND',`,
  ],
  [
    "a module that Python does not find",
    "No module named",
    /not there/,
    `Traceback (most recent call last):
  File "/workspace/shop/cart.py", line 1, in <module>
    import numpy
ModuleNotFoundError: No module named 'numpy'`,
  ],
  [
    "a name that a module does not export",
    "cannot import name",
    /not there/,
    `_____________ ERROR collecting test_repro.py _____________
ImportError while importing test module '/workspace/test_repro.py'.
test_repro.py:1: in <module>
    from shop.cart import total_of
E   ImportError: cannot import name 'total_of' from 'shop.cart' (/workspace/shop/cart.py)
=== short test summary info ===`,
  ],
  ["a command that is not there", "not found", /not there/, "bash: line 1: pytset: command not found"],
  [
    "a reproduction that cannot be parsed",
    "SyntaxError",
    /cannot be read/,
    `/workspace/repro.test.js:3
const = 1;
      ^

SyntaxError: Unexpected token '='
    at wrapSafe (node:internal/modules/cjs/loader:1469:18)`,
  ],
  [
    "a reproduction in Python that cannot be parsed",
    "invalid syntax",
    /cannot be read/,
    `  File "/workspace/test_repro.py", line 3
    def (
        ^
SyntaxError: invalid syntax`,
  ],
  [
    "a reproduction that does not compile",
    "undefined: TotalOf",
    /does not compile/,
    `# example.com/shop [example.com/shop.test]
./repro_test.go:6:9: undefined: TotalOf
FAIL	example.com/shop [build failed]`,
  ],
  [
    "a function that is not there yet",
    "is not a function",
    /does not come from the repository/,
    `TypeError: cart.totalOf is not a function
    at Object.<anonymous> (/workspace/repro.test.js:2:6)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)`,
  ],
  [
    "a function that is not there yet, in jest's frame",
    "is not a function",
    /does not come from the repository/,
    `  ● cart › totals

    TypeError: totalOf is not a function

    > 4 |   expect(totalOf([5, 6])).toBe(12);

      at Object.<anonymous> (repro.test.js:4:10)`,
  ],
  [
    "an attribute that is not there yet, in Python",
    "has no attribute",
    /does not come from the repository/,
    `Traceback (most recent call last):
  File "/workspace/test_repro.py", line 3, in <module>
    cart.total_of([1])
AttributeError: module 'shop.cart' has no attribute 'total_of'`,
  ],
  [
    "an error in a dependency that nothing of the repository called",
    "boom",
    /does not come from the repository/,
    `Error: boom
    at run (/workspace/node_modules/tool/dist/index.js:3:9)
    at Object.<anonymous> (/workspace/repro.test.js:2:1)`,
  ],
  ["a search", "total", /without an assertion/, "src/cart.js:3:export function total() {}"],
  ["a test of a file", "total", /exit status 1, without/, ""],
  [
    "a message that the command prints",
    "AssertionError: 11 != 12",
    /prints the failure itself/,
    "AssertionError: 11 != 12\n    at total (/workspace/src/cart.js:1:1)",
    { command: 'grep -q 12 src/cart.js || { echo "AssertionError: 11 != 12"; cat trace; exit 1; }' },
  ],
  [
    "a message that a script of the reproduction prints",
    "AssertionError: 11 != 12",
    /prints the failure itself/,
    "AssertionError: 11 != 12\n    at total (/workspace/src/cart.js:1:1)",
    {
      command: "sh repro.sh",
      files: [{ path: "repro.sh", content: 'echo "AssertionError: 11 != 12"\nexit 1\n' }],
    },
  ],
  [
    "a search that is dressed as a test",
    "no rounding",
    /reads files/,
    `AssertionError [ERR_ASSERTION]: no rounding
    at Object.<anonymous> (/workspace/repro.test.js:3:8)`,
    {
      command: "node repro.test.js",
      files: [
        {
          path: "repro.test.js",
          content:
            'const assert = require("node:assert");\nconst fs = require("fs");\nassert(fs.readFileSync("src/cart.js", "utf8").includes("Math.round"), "no rounding");\n',
        },
      ],
    },
  ],
  [
    "the same in one line of Python",
    "AssertionError",
    /reads files/,
    `Traceback (most recent call last):
  File "<string>", line 1, in <module>
AssertionError`,
    { command: `python3 -c "assert 'round' in open('shop/cart.py').read()"` },
  ],
  [
    "a run without a test",
    "total",
    /No test ran/,
    "No tests found, exiting with code 1\nRun with --passWithNoTests",
  ],
  [
    "an assertion without a place",
    "expected 1",
    /names no place/,
    "not ok 1 - adds\n  ---\n  error: expected 1 to equal 2\n  ...",
  ],
];
