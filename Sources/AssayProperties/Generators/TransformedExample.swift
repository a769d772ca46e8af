import AssayDatasets
import AssayImages

/// An example as a transform changed it.
public struct TransformedExample: Sendable {
  /// The example as the data set has it.
  public let original: Example
  /// What was done to its image.
  public let change: ImageChange
  /// The changed image.
  public let image: Image
  /// The class of the example, which the change is meant to keep.
  public var label: Int { original.label }
}

extension TransformedExample: CustomStringConvertible {
  /// The example, and what was done: "example #12, label 3: rotation 8.0°".
  public var description: String { "\(original): \(change)" }
}
