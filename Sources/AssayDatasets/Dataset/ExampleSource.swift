import AssayImages

/// Where the examples of a data set come from: memory, or files that are read when asked for.
///
/// Indices run from 0 to `count - 1`; ``Dataset`` checks them before it asks. The same index must give the same example
/// every time, from any thread. Only `count` and `example(at:)` are needed; the rest says what a source knows besides.
public protocol ExampleSource: Sendable {
  /// The number of examples.
  var count: Int { get }

  /// The example at `index`, whose own `index` is that one.
  ///
  /// - Throws: `AssayError` when it cannot be read.
  func example(at index: Int) throws -> Example

  /// The examples at `indices`, for sources that can make several at once.
  ///
  /// - Throws: `AssayError` when any cannot be read.
  func examples(at indices: [Int]) throws -> [Example]

  /// The label at `index` alone, for sources that know it without the picture.
  ///
  /// - Throws: `AssayError` when it cannot be read.
  func label(at index: Int) throws -> Int

  /// What the example at `index` has in common with others that no split may part it from: a patient, a writer, a scene.
  func group(at index: Int) -> String?

  /// The path of the file that holds the example at `index` and nothing else.
  func file(at index: Int) -> String?

  /// How pictures in files became the images.
  var preparation: ImagePreparation? { get }

  /// What a person should know of the data, such as files that were left out.
  var remarks: [String] { get }

  /// The parts of the picture at `index` whose place is known, for sources that know any.
  ///
  /// - Throws: `AssayError` when they cannot be read.
  func regions(at index: Int) throws -> [ImageRegion]
}

extension ExampleSource {
  /// One after another.
  public func examples(at indices: [Int]) throws -> [Example] { try indices.map { try example(at: $0) } }

  /// The label of the whole example.
  public func label(at index: Int) throws -> Int {
    try example(at: index).label
  }

  /// None.
  public func group(at index: Int) -> String? { nil }

  /// None.
  public func file(at index: Int) -> String? { nil }

  /// None: the images come from no pictures in files.
  public var preparation: ImagePreparation? { nil }

  /// Nothing.
  public var remarks: [String] { [] }

  /// None.
  public func regions(at index: Int) throws -> [ImageRegion] { [] }
}
