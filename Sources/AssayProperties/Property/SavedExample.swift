import AssayDatasets
import AssayImages

/// An image that failed, as it was saved, and the one that it was changed from.
package struct SavedExample: Sendable {
  /// The failing image with the example's label and index.
  package let failing: Example
  /// The example, which is the failing image itself where nothing was changed.
  package let original: Example

  package init(failing: Example, original: Example) {
    self.failing = failing
    self.original = original
  }

  /// The images of a counterexample.
  package init(_ found: ImageCounterexample) {
    failing = Example(image: Image(found.failing), label: found.label, index: found.index)
    original = Example(image: Image(found.original), label: found.label, index: found.index)
  }
}
