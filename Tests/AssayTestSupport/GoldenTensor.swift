import AssayTensor

/// An input or an expected output of a golden case.
public struct GoldenTensor: Sendable, Equatable {
  /// The extent of each dimension; empty for a scalar.
  public let shape: [Int]
  /// The numbers row by row; integers are given here as floats too.
  public let floats: [Float]
  /// The numbers row by row when they were stored as integers, else empty.
  public let integers: [Int]
  /// Whether the numbers were stored as integers.
  public let isInteger: Bool

  /// A tensor of floats.
  public init(shape: [Int], floats: [Float]) {
    self.shape = shape
    self.floats = floats
    integers = []
    isInteger = false
  }

  /// A tensor of integers.
  public init(shape: [Int], integers: [Int]) {
    self.shape = shape
    self.integers = integers
    floats = integers.map { Float($0) }
    isInteger = true
  }

  /// The tensor called `name` in `archive`.
  public init(_ name: String, in archive: TensorArchive) throws {
    let entry = try archive.entry(named: name)
    if entry.type.isFloatingPoint {
      self.init(shape: entry.shape, floats: try archive.floats(named: name))
    } else {
      self.init(shape: entry.shape, integers: try archive.integers(named: name))
    }
  }

  /// The number of elements.
  public var count: Int { floats.count }

  /// The numbers as doubles.
  public var doubles: [Double] { isInteger ? integers.map { Double($0) } : floats.map { Double($0) } }
}
