/// Where the examples of a data set come from: memory, or files that are read when asked for.
///
/// Indices run from 0 to `count - 1`; ``Dataset`` checks them before it asks. The same index must give the same example
/// every time, from any thread.
public protocol ExampleSource: Sendable {
  /// The number of examples.
  var count: Int { get }

  /// The example at `index`, whose own `index` is that one.
  ///
  /// - Throws: `AssayError` when it cannot be read.
  func example(at index: Int) throws -> Example

  /// The label at `index` alone, for sources that know it without the picture.
  ///
  /// - Throws: `AssayError` when it cannot be read.
  func label(at index: Int) throws -> Int

  /// The parts of the picture at `index` whose place is known, for sources that know any.
  ///
  /// - Throws: `AssayError` when they cannot be read.
  func regions(at index: Int) throws -> [ImageRegion]
}

extension ExampleSource {
  /// The label of the whole example.
  public func label(at index: Int) throws -> Int {
    try example(at: index).label
  }

  /// None.
  public func regions(at index: Int) throws -> [ImageRegion] { [] }
}
