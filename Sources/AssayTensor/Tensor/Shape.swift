/// The extents of a tensor, outermost first: N×C×H×W for images, N×K for logits, nothing for a scalar.
public struct Shape: Sendable, Hashable {
  /// The extents; none is negative.
  public let dimensions: [Int]

  /// Makes a shape; extents must not be negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "a shape has a negative extent: \(dimensions)")
    self.dimensions = dimensions
  }

  /// The shape of a single number.
  public static let scalar = Shape([])

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of the extents.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent of an axis.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The same shape with another number of rows along the first axis.
  package func withFirst(_ extent: Int) -> Shape {
    Shape([extent] + dimensions.dropFirst())
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Writes a shape as `[128, 1, 28, 28]`.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }
}

extension Shape: CustomStringConvertible {
  /// As "128×1×28×28"; "scalar" when there is no axis.
  public var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}
