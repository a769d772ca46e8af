import AssayBase
import AssayImages

/// What there is to know of a data set before a model sees it, found by reading all of it once.
public struct DatasetDescription: Sendable {
  /// What the data set is called.
  public let name: String
  /// The number of examples.
  public let count: Int
  /// The size of every image.
  public let imageSize: ImageSize
  /// The names of the classes.
  public let classNames: [String]
  /// The number of examples of each class.
  public let classCounts: [Int]
  /// The number of groups, such as patients; 0 where none are known.
  public let groupCount: Int
  /// The sizes of the pictures in files before they were prepared, with their numbers, the commonest first.
  public let storedSizes: [(size: ImageSize, count: Int)]
  /// The mean of each channel over all pixels.
  public let means: [Double]
  /// The standard deviation of each channel over all pixels.
  public let deviations: [Double]
  /// The examples with the same pixels.
  public let duplicates: [DuplicateExamples]
  /// How pictures in files became the images; nil where there were none.
  public let preparation: ImagePreparation?
  /// What a person should know of the data, such as files that were left out.
  public let remarks: [String]

  /// Reads all examples, a batch at a time, on all cores.
  ///
  /// - Parameter progress: Is told how many of how many have been read.
  /// - Throws: What reading the examples throws.
  public init(of data: Dataset, progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }) throws {
    var moments = ChannelMoments(channels: data.imageSize.channels)
    var places = ContentPlaces()
    var stored: [ImageSize: Int] = [:]
    var (counts, groups) = ([Int](repeating: 0, count: data.classNames.count), Set<String>())
    for start in stride(from: 0, to: data.count, by: Self.batch) {
      let indices = Array(start..<min(data.count, start + Self.batch))
      let examples = try data.examples(at: indices)
      let files = try indices.compactMap { try data.file(at: $0) }
      let found = try WorkerPool.map(examples.count) { place in
        let image = examples[place].image
        return (ChannelMoments(of: image), Dataset.content(of: image))
      }
      for (example, (own, content)) in zip(examples, found) {
        moments.add(own)
        places.add(content, at: example.index)
        counts[example.label] += 1
        if let group = try data.group(at: example.index) { groups.insert(group) }
      }
      for size in try WorkerPool.map(files.count, { try? ImageFile.size(ofFile: files[$0]) }) {
        if let size { stored[size, default: 0] += 1 }
      }
      try progress(start + indices.count, data.count)
    }
    (name, count, imageSize, classNames) = (data.name, data.count, data.imageSize, data.classNames)
    (classCounts, groupCount) = (counts, groups.count)
    // A dictionary has no order of its own.
    storedSizes = stored.sorted { a, b in
      a.value == b.value ? "\(a.key)" < "\(b.key)" : a.value > b.value
    }.map { ($0.key, $0.value) }
    (means, deviations) = (moments.means, moments.deviations)
    duplicates = try places.duplicates(in: data)
    (preparation, remarks) = (data.preparation, data.remarks)
  }

  /// Examples read at a time.
  private static let batch = 256

  /// The smallest class's share of the largest one's examples: 1 is balanced, 0 means that a class has none.
  public var balance: Double {
    guard let least = classCounts.min(), let most = classCounts.max(), most > 0 else { return 0 }
    return Double(least) / Double(most)
  }
}
