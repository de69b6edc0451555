/**
 * Output of failing programs for tests, by runner; long because each is as it is printed.
 */
/** What counts, by runner: its output, and what a plan would expect of it. */
export const RED: [name: string, expected: string, output: string][] = [
  [
    "a thrown assertion in node",
    "5 !== 6",
    `node:assert:95
  throw new AssertionError(obj);
  ^

AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

5 !== 6

    at Object.<anonymous> (/workspace/repro.test.js:3:8)
    at Module._compile (node:internal/modules/cjs/loader:1554:14) {
  generatedMessage: true,
  code: 'ERR_ASSERTION'
}

Node.js v24.0.0`,
  ],
  [
    "an error of the repository's code in node",
    "Cannot read properties of undefined",
    `/workspace/src/cart.js:2
  return items.map((item) => item.price);
               ^

TypeError: Cannot read properties of undefined (reading 'map')
    at total (/workspace/src/cart.js:2:16)
    at Object.<anonymous> (/workspace/repro.test.js:2:1)`,
  ],
  [
    "what JSON.parse throws in the repository's code",
    "is not valid JSON",
    `SyntaxError: Unexpected token 'x', "x" is not valid JSON
    at JSON.parse (<anonymous>)
    at load (file:///workspace/src/cart.js:4:12)`,
  ],
  [
    "node --test, spec",
    "3 !== 4",
    `✖ rounds the total (1.2ms)
ℹ tests 1
ℹ pass 0
ℹ fail 1

✖ failing tests:

test at repro.test.js:4:1
✖ rounds the total (1.2ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  3 !== 4

      at TestContext.<anonymous> (file:///workspace/repro.test.js:5:10)
      at Test.runInAsyncScope (node:async_hooks:211:14) {`,
  ],
  [
    "node --test, TAP",
    "3 !== 4",
    `TAP version 13
# Subtest: rounds
not ok 1 - rounds
  ---
  duration_ms: 1.2
  location: '/workspace/repro.test.js:4:1'
  failureType: 'testCodeFailure'
  error: |-
    Expected values to be strictly equal:

    3 !== 4

  code: 'ERR_ASSERTION'
  name: 'AssertionError'
  operator: 'strictEqual'
  stack: |-
    TestContext.<anonymous> (file:///workspace/repro.test.js:5:10)
  ...
1..1
# tests 1
# fail 1`,
  ],
  [
    "jest",
    "Expected: 12",
    `FAIL test/cart.test.js
  ● cart › totals

    expect(received).toBe(expected) // Object.is equality

    Expected: 12
    Received: 11

      3 | it("totals", () => {
    > 4 |   expect(total([5, 6])).toBe(12);
        |                         ^

      at Object.<anonymous> (test/cart.test.js:4:25)

Tests:       1 failed, 1 total`,
  ],
  [
    "vitest",
    "expected 11 to be 12",
    `
 FAIL  repro.test.js > totals
AssertionError: expected 11 to be 12 // Object.is equality

- Expected
+ Received

- 12
+ 11

 ❯ repro.test.js:4:25
      4|   expect(total([5, 6])).toBe(12);

 Test Files  1 failed (1)
      Tests  1 failed (1)`,
  ],
  [
    "mocha",
    "expected 11 to equal 12",
    `  cart
    1) totals

  0 passing (3ms)
  1 failing

  1) cart
       totals:

      AssertionError: expected 11 to equal 12
      + expected - actual

      -11
      +12

      at Context.<anonymous> (test/cart.test.js:4:25)`,
  ],
  [
    "bun",
    "Received: 11",
    `repro.test.js:
error: expect(received).toBe(expected)

Expected: 12
Received: 11

      at <anonymous> (/workspace/repro.test.js:4:25)
(fail) totals [0.10ms]`,
  ],
  [
    "a traceback through the repository",
    "division by zero",
    `Traceback (most recent call last):
  File "<string>", line 1, in <module>
  File "/workspace/shop/cart.py", line 2, in mean
    return sum(items) / len(items)
           ~~~~~~~~~~~^~~~~~~~~~~~
ZeroDivisionError: division by zero`,
  ],
  [
    "an exception class of the repository's own",
    "no such coupon",
    `Traceback (most recent call last):
  File "/workspace/test_repro.py", line 3, in <module>
    apply("X")
  File "/workspace/shop/cart.py", line 9, in apply
    raise CouponMissing("no such coupon")
shop.cart.CouponMissing: no such coupon`,
  ],
  [
    "an assertion of python itself",
    "AssertionError",
    `Traceback (most recent call last):
  File "<string>", line 1, in <module>
AssertionError`,
  ],
  [
    "pytest",
    "assert 11 == 12",
    `=================================== FAILURES ===================================
__________________________________ test_total __________________________________

    def test_total():
>       assert total([5, 6]) == 12
E       assert 11 == 12
E        +  where 11 = total([5, 6])

test_repro.py:5: AssertionError
=========================== short test summary info ============================
FAILED test_repro.py::test_total - assert 11 == 12
============================== 1 failed in 0.03s ===============================`,
  ],
  [
    "pytest --tb=short, an error",
    "division by zero",
    `_________________________________ test_mean __________________________________
tests/test_cart.py:8: in test_mean
    assert mean([]) == 0
shop/cart.py:2: in mean
    return sum(items) / len(items)
E   ZeroDivisionError: division by zero
=========================== short test summary info ============================`,
  ],
  [
    "pytest without tracebacks",
    "assert 11 == 12",
    "FAILED tests/test_cart.py::test_total - assert 11 == 12\n1 failed in 0.03s",
  ],
  [
    "unittest",
    "11 != 12",
    `F
======================================================================
FAIL: test_total (test_repro.Totals.test_total)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/workspace/test_repro.py", line 6, in test_total
    self.assertEqual(total([5, 6]), 12)
AssertionError: 11 != 12

----------------------------------------------------------------------
Ran 1 test in 0.001s

FAILED (failures=1)`,
  ],
  [
    "go test",
    "got 11, want 12",
    `--- FAIL: TestTotal (0.00s)
    repro_test.go:9: got 11, want 12
FAIL
FAIL	example.com/shop	0.002s
FAIL`,
  ],
  [
    "go test -v",
    "got 11, want 12",
    `=== RUN   TestTotal
    cart_test.go:9: got 11, want 12
--- FAIL: TestTotal (0.00s)
FAIL`,
  ],
  [
    "testify",
    "Not equal",
    `--- FAIL: TestTotal (0.00s)
    cart_test.go:9:
        	Error Trace:	/workspace/cart_test.go:9
        	Error:      	Not equal:
        	            	expected: 12
        	            	actual  : 11`,
  ],
  [
    "a panic in Go",
    "index out of range",
    `panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
example.com/shop.Last(...)
	/workspace/cart.go:12
main.main()
	/workspace/repro_test.go:6 +0x1d
exit status 2`,
  ],
  [
    "a panic in Rust",
    "left: 11",
    `running 1 test
test totals ... FAILED

failures:

---- totals stdout ----

thread 'totals' (4711) panicked at tests/repro.rs:5:5:
assertion \`left == right\` failed
  left: 11
 right: 12
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace

test result: FAILED. 0 passed; 1 failed; 0 ignored`,
  ],
  [
    "a panic in Rust before 1.73",
    "index out of bounds",
    "thread 'main' panicked at 'index out of bounds: the len is 3 but the index is 3', src/lib.rs:4:5",
  ],
  [
    "JUnit",
    "expected: <12> but was: <11>",
    `org.opentest4j.AssertionFailedError: expected: <12> but was: <11>
	at org.junit.jupiter.api.AssertionFailureBuilder.build(AssertionFailureBuilder.java:151)
	at com.acme.ReproTest.totals(ReproTest.java:12)
	at java.base/java.lang.reflect.Method.invoke(Method.java:569)`,
  ],
  [
    "an exception in Java",
    'because "items" is null',
    `Exception in thread "main" java.lang.NullPointerException: Cannot invoke "java.util.List.size()" because "items" is null
	at com.acme.Cart.total(Cart.java:7)
	at com.acme.Cart.main(Cart.java:20)`,
  ],
  [
    "an exception in Kotlin, whose files lie anywhere",
    "Index 3 out of bounds",
    `Exception in thread "main" java.lang.IndexOutOfBoundsException: Index 3 out of bounds for length 3
	at java.base/java.util.Objects.checkIndex(Objects.java:359)
	at com.acme.Basket.last(Basket.kt:5)`,
  ],
  [
    "gradle",
    "AssertionFailedError",
    `CartTest > totals() FAILED
    org.opentest4j.AssertionFailedError at CartTest.java:12`,
  ],
  [
    "an uncaught error in Ruby",
    "undefined method",
    `/workspace/lib/cart.rb:4:in 'Cart#total': undefined method '+' for nil (NoMethodError)
	from /workspace/repro.rb:3:in '<main>'`,
  ],
  [
    "minitest",
    "Expected: 12",
    `Failure:
TestCart#test_total [test/cart_test.rb:8]:

  1) Failure:
TestCart#test_total [/workspace/repro.rb:8]:
Expected: 12
  Actual: 11

1 runs, 1 assertions, 1 failures, 0 errors, 0 skips`,
  ],
  [
    "minitest, an error",
    "undefined method",
    `  1) Error:
TestCart#test_total:
NoMethodError: undefined method '+' for nil
    /workspace/lib/cart.rb:4:in 'Cart#total'
    /workspace/repro.rb:8:in 'test_total'

1 runs, 0 assertions, 0 failures, 1 errors, 0 skips`,
  ],
  [
    "rspec",
    "expected: 12",
    `  1) Cart totals
     Failure/Error: expect(cart.total).to eq 12

       expected: 12
            got: 11

       (compared using ==)
     # ./spec/cart_spec.rb:6:in 'block (2 levels) in <top (required)>'

Finished in 0.01 seconds`,
  ],
  [
    "phpunit",
    "Failed asserting that 11 matches expected 12",
    `1) CartTest::testTotal
Failed asserting that 11 matches expected 12.

/workspace/tests/ReproTest.php:12

FAILURES!
Tests: 1, Assertions: 1, Failures: 1.`,
  ],
  [
    "an uncaught error in PHP",
    "Unsupported operand types",
    `PHP Fatal error:  Uncaught TypeError: Unsupported operand types: string + array in /workspace/src/Cart.php:9
Stack trace:
#0 /workspace/repro.php(3): Cart->total()
#1 {main}
  thrown in /workspace/src/Cart.php on line 9`,
  ],
  [
    "xunit",
    "Expected: 12",
    `  Failed Shop.Tests.Totals [3 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 12
Actual:   11
  Stack Trace:
     at Shop.Tests.Totals() in /workspace/Shop/Cart.cs:line 12`,
  ],
  [
    "an unhandled exception of .NET",
    "Object reference not set",
    `Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.Cart.Total() in /workspace/Shop/Cart.cs:line 7
   at Program.<Main>$(String[] args)`,
  ],
  [
    "ExUnit",
    "Assertion with == failed",
    `  1) test totals (CartTest)
     lib/cart.ex:5
     Assertion with == failed
     code:  assert Cart.total([5, 6]) == 12
     left:  11
     right: 12

Finished in 0.02 seconds`,
  ],
  [
    "an assertion in C",
    "total == 12",
    "repro: /workspace/src/cart.c:12: main: Assertion `total == 12' failed.\nAborted (core dumped)",
  ],
  [
    "a sanitizer",
    "heap-buffer-overflow",
    `==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602 at pc 0x55
READ of size 4 at 0x602 thread T0
    #0 0x55d in last /workspace/src/cart.c:9:10
    #1 0x55e in main /workspace/repro.c:4:3`,
  ],
  [
    "a type error that the compiler finds in the repository",
    "TS2322",
    "src/cart.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
  ],
  [
    "a file of the repository that cannot be parsed",
    "SyntaxError",
    `/workspace/src/cart.js:3
  return (
         ^

SyntaxError: Unexpected token ')'
    at wrapSafe (node:internal/modules/cjs/loader:1469:18)
    at Module._compile (node:internal/modules/cjs/loader:1491:20)`,
  ],
];
