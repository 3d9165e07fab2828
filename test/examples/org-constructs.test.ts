// The tests that the example package has for itself.
import '../../examples/org-constructs/test/standard-account.test'
