import AssayBase
import AssayImages

/// A named, finite, ordered collection of labelled images of one size.
///
/// A value that is cheap to copy: subsets share the examples of their origin. There is always at least one example.
public struct Dataset: Sendable {
  /// What the data set is called in reports: "digits/test".
  public let name: String
  /// The names of the classes; a label is an index into them.
  public let classNames: [String]
  /// The size of every image.
  public let imageSize: ImageSize

  private let source: any ExampleSource
  /// The source's index of each example, or nil for all in order.
  private let selection: [Int]?

  /// Makes a data set over `source`, whose examples must have the given size and labels below the number of classes.
  ///
  /// Examples of a source are checked when they are asked for.
  /// - Throws: `AssayError` of kind `empty` when there are no examples or no classes.
  public init(name: String, classNames: [String], imageSize: ImageSize, source: some ExampleSource) throws {
    guard source.count > 0 else {
      throw AssayError(.empty, "a data set needs examples", expected: "at least one", found: "none", at: name)
    }
    guard !classNames.isEmpty else {
      throw AssayError(.empty, "a data set needs classes", expected: "at least one", found: "none", at: name)
    }
    self.init(name: name, classNames: classNames, imageSize: imageSize, source: source, selection: nil)
  }

  /// Makes a data set of images in memory.
  ///
  /// - Parameters:
  ///   - name: What it is called in reports.
  ///   - images: Pictures of one size.
  ///   - labels: The class of each, from 0.
  ///   - classNames: The names of the classes; without them "0", "1" and so on up to the largest label.
  /// - Throws: `AssayError` of kind `empty` without images, `shapeMismatch` for differing sizes or counts, and
  ///   `invalidArgument` for a label out of range.
  public init(name: String, images: [Image], labels: [Int], classNames: [String]? = nil) throws {
    guard let size = images.first?.size else {
      throw AssayError(.empty, "a data set needs images", expected: "at least one", found: "none", at: name)
    }
    if let index = images.firstIndex(where: { $0.size != size }) {
      throw AssayError(
        .shapeMismatch, "the images differ in size", expected: "\(size)", found: "\(images[index].size)",
        at: "\(name), image \(index)")
    }
    let names = try Self.checkedClassNames(classNames, labels: labels, imageCount: images.count, name: name)
    let source = MemorySource(images: images, labels: labels)
    self.init(name: name, classNames: names, imageSize: size, source: source, selection: nil)
  }

  private init(
    name: String, classNames: [String], imageSize: ImageSize, source: any ExampleSource, selection: [Int]?
  ) {
    self.name = name
    self.classNames = classNames
    self.imageSize = imageSize
    self.source = source
    self.selection = selection
  }

  /// The number of examples.
  public var count: Int { selection?.count ?? source.count }

  /// The example at `index`, from 0.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` when the index is out of range, or what reading the source throws.
  public func example(at index: Int) throws -> Example {
    try checked(try source.example(at: sourceIndex(index)), at: index)
  }

  /// The examples at `indices`, in that order; sources of files read them on all cores.
  ///
  /// - Throws: `AssayError` as ``example(at:)`` does.
  public func examples(at indices: [Int]) throws -> [Example] {
    let examples = try source.examples(at: try indices.map { try sourceIndex($0) })
    return try zip(examples, indices).map { try checked($0, at: $1) }
  }

  /// The label at `index`, without reading the picture where the source knows better.
  ///
  /// - Throws: `AssayError` as ``example(at:)`` does.
  public func label(at index: Int) throws -> Int {
    let label = try source.label(at: sourceIndex(index))
    try check(label, at: index)
    return label
  }

  /// What the example at `index` has in common with others that no split may part it from, such as a patient.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` when the index is out of range.
  public func group(at index: Int) throws -> String? { source.group(at: try sourceIndex(index)) }

  /// The path of the file that holds the example at `index` and nothing else, where there is one.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` when the index is out of range.
  public func file(at index: Int) throws -> String? { source.file(at: try sourceIndex(index)) }

  /// How pictures in files became the images; nil where there were none.
  public var preparation: ImagePreparation? { source.preparation }

  /// What a person should know of the data, such as files that were left out.
  public var remarks: [String] { source.remarks }

  /// What the source knows of the parts of a picture, as it says it.
  func sourceRegions(at index: Int) throws -> [ImageRegion] {
    try source.regions(at: sourceIndex(index))
  }

  /// The examples at `indices` as a data set of their own, renumbered from 0; `sourceRow` stays.
  ///
  /// - Throws: `AssayError` of kind `empty` without indices, or `invalidArgument` for one out of range.
  public func subset(_ indices: [Int], name: String? = nil) throws -> Dataset {
    guard !indices.isEmpty else {
      throw AssayError(.empty, "a subset needs examples", expected: "at least one index", found: "none", at: self.name)
    }
    return Dataset(
      name: name ?? self.name, classNames: classNames, imageSize: imageSize, source: source,
      selection: try indices.map { try sourceIndex($0) })
  }

  /// The first `count` examples, or all when there are fewer.
  ///
  /// - Throws: `AssayError` of kind `empty` when `count` is not positive.
  public func prefix(_ count: Int) throws -> Dataset {
    try subset(Array(0..<max(0, min(count, self.count))))
  }

  /// All indices in an order drawn from `key`; equal keys give equal orders on every machine.
  public func shuffledIndices(key: RandomKey) -> [Int] {
    var stream = RandomStream(key)
    return stream.permutation(of: count)
  }

  /// The examples whose class has a new label, with that label; the others are left out.
  ///
  /// - Throws: `AssayError` of kind `empty` when none has.
  func relabelled(_ labels: [Int?], classNames: [String], name: String) throws -> Dataset {
    let kept = try (0..<count).filter { labels[try label(at: $0)] != nil }
    guard !kept.isEmpty else {
      throw AssayError(
        .empty, "no example is in any of the new classes", expected: classNames.joined(separator: ", "),
        found: "none of \(count)", at: self.name)
    }
    return Dataset(
      name: name, classNames: classNames, imageSize: imageSize, source: RelabelledSource(base: source, labels: labels),
      selection: try kept.map { try sourceIndex($0) })
  }

  private func sourceIndex(_ index: Int) throws -> Int {
    guard index >= 0, index < count else {
      throw AssayError(
        .invalidArgument, "there is no such example", expected: "an index in 0..<\(count)", found: "\(index)", at: name)
    }
    return selection?[index] ?? index
  }

  private func checked(_ example: Example, at index: Int) throws -> Example {
    guard example.image.size == imageSize else {
      throw AssayError(
        .shapeMismatch, "an image has another size than its data set", expected: "\(imageSize)",
        found: "\(example.image.size)", at: "\(name), example \(index)")
    }
    try check(example.label, at: index)
    return example.moved(to: index)
  }

  private func check(_ label: Int, at index: Int) throws {
    guard classNames.indices.contains(label) else {
      throw AssayError(
        .invalidArgument, "a label is out of range", expected: "a label in 0..<\(classNames.count)", found: "\(label)",
        at: "\(name), example \(index)")
    }
  }
}

extension Dataset {
  /// The largest class number for which names are made up, so that a stray label cannot claim memory.
  static let labelLimit = 1 << 20

  /// The class names given, or numbers for the labels there are; counts and labels are checked.
  static func checkedClassNames(
    _ classNames: [String]?, labels: [Int], imageCount: Int, name: String
  ) throws -> [String] {
    guard labels.count == imageCount else {
      throw AssayError(
        .shapeMismatch, "images and labels differ in number", expected: "\(imageCount) labels",
        found: "\(labels.count)", at: name)
    }
    let bound = classNames?.count ?? labelLimit
    if let index = labels.firstIndex(where: { $0 < 0 || $0 >= bound }) {
      throw AssayError(
        .invalidArgument, "a label is out of range", expected: "a label in 0..<\(bound)", found: "\(labels[index])",
        at: "\(name), example \(index)")
    }
    return classNames ?? (0...(labels.max() ?? 0)).map { "\($0)" }
  }
}
