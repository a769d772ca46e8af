import AssayBase
import AssayImages
import AssayTensor
import Foundation

extension ModelFacts {
  /// Reads a JSON object: in Assay's words, those of Hugging Face's preprocessor_config.json and config.json, or timm's.
  ///
  /// Members that nobody knows are passed over, since the files of others say much else.
  ///
  /// - Parameter inOwnWords: Whether Assay's words are read too, which in a file of others may mean something else.
  /// - Throws: `AssayError` that names the source and the member at fault.
  package init(json: JSONValue, source: Source, inOwnWords: Bool) throws {
    self.init()
    do {
      if inOwnWords { try readOwnMembers(of: json, source) }
      try readHuggingFace(json, source)
      // timm's newer files have a part for this, its older ones have it beside the rest.
      try readTimm(json["pretrained_cfg"] ?? json, source)
    } catch let error as AssayError {
      throw error.located(at: source.name)
    }
  }

  /// Reads a JSON file, which may be in Assay's words where a person gave it.
  ///
  /// - Throws: `AssayError` that names the file; `.invalidArgument` where it was given, but says nothing of the kind.
  package init(contentsOf path: String, source: Source) throws {
    let json = try JSONValue(contentsOf: URL(filePath: path), allowingNonFinite: true)
    try self.init(json: json, source: source, inOwnWords: source.isGiven)
    guard !isEmpty || !remarks.isEmpty || !source.isGiven else {
      throw AssayError(
        .invalidArgument, "the file says nothing of preprocessing or classes",
        expected: "mean and std, range, channels or size, or what preprocessor_config.json says",
        found: "members " + JSONFields(json).names.prefix(8).joined(separator: ", "), at: path)
    }
  }

  /// Members in Assay's words: `mean` and `std` (or `deviation`), `range`, `channels`, `size` (or `shape`), `fit`,
  /// `interpolation`, `class_names`.
  private mutating func readOwnMembers(of json: JSONValue, _ source: Source) throws {
    let fields = JSONFields(json)
    let bounds = fields.has("range") ? try fields.numbers("range") : [0, 1]
    guard bounds.count == 2, bounds[0] < bounds[1] else {
      throw AssayError(
        .malformedData, "not a range of pixels", expected: "two numbers such as [0, 255]", found: "\(bounds)",
        at: "range")
    }
    let isBGR = try fields.has("channels") && fields.value("channels").string?.uppercased() == ChannelOrder.bgr.rawValue
    let deviations = fields.has("std") ? "std" : "deviation"
    if ["range", "mean", "std", "deviation"].contains(where: fields.has) || isBGR {
      normalization = Statement(
        try PixelNormalization.stated(
          scale: bounds[1] - bounds[0], offset: bounds[0], means: Self.list(fields, "mean"),
          deviations: Self.list(fields, deviations), order: isBGR ? .bgr : .rgb), source)
    }
    if fields.has("shape") {
      let shape = try fields.numbers("shape")
      if shape.count == 3 { extent = Statement(try .init(exactly: shape[1], shape[2]), source) }
    }
    if let text = try fields.optionalString("preparation") {
      preparation = Statement(try ImagePreparation(text: text), source)
    }
    try readOwnResizing(of: json, source)
    if fields.has("class_names") { classNames = Statement(try fields.strings("class_names"), source) }
  }

  private mutating func readOwnResizing(of json: JSONValue, _ source: Source) throws {
    let fields = JSONFields(json)
    // Where another program wrote the size, it says more of it in words of its own.
    guard !fields.has("do_resize"), let size = json["size"].flatMap(Self.numbers), size.count <= 2 else { return }
    let extent = try ImagePreparation.Extent(exactly: size[0], size[size.count - 1])
    self.extent = Statement(extent, source)
    let fit = try fields.optionalString("fit").map(ImagePreparation.Fit.init(parsing:))
    let interpolation = try fields.optionalString("interpolation").map(Interpolation.init(namedByAnyone:))
    guard fit != nil || interpolation != nil else { return }
    preparation = Statement(
      ImagePreparation(
        extent: extent, fit: fit ?? .stretched, interpolation: interpolation ?? .antialiasedBilinear), source)
  }

  /// The numbers of a member that is a list of them, or one.
  static func list(_ fields: JSONFields, _ name: String) throws -> [Double]? {
    guard fields.has(name), try !fields.value(name).isNull else { return nil }
    if let number = try fields.value(name).double { return [number] }
    return try fields.numbers(name)
  }

  /// A number or a list of them.
  static func numbers(_ value: JSONValue) -> [Double]? {
    if let number = value.double { return [number] }
    guard let array = value.array, !array.isEmpty else { return nil }
    let numbers = array.compactMap(\.double)
    return numbers.count == array.count ? numbers : nil
  }
}

extension ImagePreparation.Extent {
  /// Whole numbers of rows and columns.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for others.
  init(exactly height: Double, _ width: Double) throws {
    try self.init(height: Int(exactly: height) ?? 0, width: Int(exactly: width) ?? 0)
  }
}

extension Interpolation {
  /// The way that Assay, Pillow, torchvision or timm call `name`; theirs are antialiased.
  init(namedByAnyone name: String) throws {
    switch name {
    case "bilinear", "random": self = .antialiasedBilinear
    case "bicubic": self = .antialiasedBicubic
    case "box": self = .area
    default: self = try Interpolation(named: name)
    }
  }
}

extension PixelNormalization {
  /// What makes (scale · pixel + offset − mean) / deviation of a pixel in [0, 1]; nil where that is the pixel itself.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for numbers that do not normalise.
  static func stated(
    scale: Double, offset: Double = 0, means: [Double]?, deviations: [Double]?, order: ChannelOrder = .rgb
  ) throws -> PixelNormalization? {
    // 255 · 0.00392156862745098 is meant to be 1.
    let scale = abs(scale - 1) < 1e-6 ? 1 : scale
    let count = max(means?.count ?? 1, deviations?.count ?? 1)
    let (means, deviations) = (means ?? [0], deviations ?? [1])
    func repeated(_ numbers: [Double]) -> [Double] {
      numbers.count == 1 ? [Double](repeating: numbers[0], count: count) : numbers
    }
    let result = try PixelNormalization(
      checkedMeans: repeated(means).map { Float(($0 - offset) / scale) },
      deviations: repeated(deviations).map { Float($0 / scale) }, order: order)
    return result.isIdentity ? nil : result
  }
}
