import AssayBase
import AssayNetworks

/// What `--preprocessing` and `--classes` say: what a file's model does to pixels, and what its classes are called.
struct PreprocessingArgument: Sendable {
  private let preprocessing: String?
  private let classes: String?
  /// What the text, and no file, says.
  private let stated: ModelFacts

  static let options = [
    OptionDefinition(
      "preprocessing", "P",
      "What a file's model does to pixels in [0, 1] first: \(forms). MEANS and DEVIATIONS have a number for each channel, "
        + "as 0.5,0.5,0.5/0.25,0.25,0.25; symmetric is to [−1, 1], bytes to [0, 255]. Counts more than what files say."),
    OptionDefinition(
      "classes", "FILE",
      "The names of a file's model's classes in the order of the logits: one a line, or JSON. "
        + "Counts more than what files say."),
  ]

  private static let option = "--preprocessing"
  private static let forms =
    "imagenet, symmetric, bytes, none, MEANS/DEVIATIONS, bgr: before one of these, or FILE.json"
  private static let fileSuffix = ".json"

  /// - Throws: `AssayError(.invalidArgument)` that says the forms; no file is opened.
  init(preprocessing: String? = nil, classes: String? = nil) throws {
    (self.preprocessing, self.classes) = (preprocessing, classes)
    var facts = ModelFacts()
    if let preprocessing, !preprocessing.hasSuffix(Self.fileSuffix) {
      do {
        facts.normalization = .init(try Self.normalization(preprocessing), .init(Self.option, isGiven: true))
      } catch let error as AssayError where error.location?.hasPrefix("--") != true {
        throw error.located(at: Self.option)
      }
    }
    stated = facts
  }

  /// The first option that says something.
  var firstOption: String? { preprocessing != nil ? Self.option : classes != nil ? "--classes" : nil }

  /// The options as they are written.
  var replayOptions: [String] {
    (preprocessing.map { [Self.option, $0] } ?? []) + (classes.map { ["--classes", $0] } ?? [])
  }

  /// What the options say, their files read.
  ///
  /// - Throws: `AssayError` that names the file.
  func facts() throws -> ModelFacts {
    var facts = stated
    if let classes {
      facts.classNames = .init(try ModelFacts.names(inFile: classes), .init("--classes \(classes)", isGiven: true))
    }
    if let preprocessing, preprocessing.hasSuffix(Self.fileSuffix) {
      let source = ModelFacts.Source("--preprocessing \(preprocessing)", isGiven: true)
      facts = facts.completed(by: try ModelFacts(contentsOf: preprocessing, source: source))
    }
    return facts
  }

  /// What the text says is done to pixels; nil for "none".
  private static func normalization(_ text: String) throws -> PixelNormalization? {
    let prefix = "bgr:"
    if text.hasPrefix(prefix) {
      let colours =
        try normalization(String(text.dropFirst(prefix.count))) ?? PixelNormalization(means: [0], deviations: [1])
      // ImageNet's numbers belong to colours, and go with them; others are in the network's order as they stand.
      let isNamed = colours == .imageNet
      return PixelNormalization(
        means: isNamed ? colours.means.reversed() : colours.means,
        deviations: isNamed ? colours.deviations.reversed() : colours.deviations, order: .bgr)
    }
    switch text {
    case "imagenet": return .imageNet
    case "symmetric": return .symmetric(channels: 1)
    case "bytes": return .bytes(channels: 1)
    case "none": return nil
    default: break
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw AssayError(
        .invalidArgument, "pixels cannot be prepared this way", expected: forms, found: "“\(text)”", at: option)
    }
    let numbers = try parts.map { part in
      try part.split(separator: ",", omittingEmptySubsequences: false).map {
        Float(try NumberText.number(String($0), named: option))
      }
    }
    return try PixelNormalization(checkedMeans: numbers[0], deviations: numbers[1])
  }
}
