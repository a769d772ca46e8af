import AssayBase
import AssayImages
import AssayTensor

extension ModelFacts {
  /// Members of Hugging Face's preprocessor_config.json and config.json.
  ///
  /// Names and meaning: https://huggingface.co/docs/transformers/main_classes/image_processor.
  mutating func readHuggingFace(_ json: JSONValue, _ source: Source) throws {
    let fields = JSONFields(json)
    if let names = try Self.names(json["id2label"]) { classNames = Statement(names, source) }
    func flag(_ name: String, or fallback: Bool) throws -> Bool {
      guard let value = json[name], !value.isNull else { return fallback }
      return try fields.bool(name)
    }
    if ["do_normalize", "image_mean", "do_rescale"].contains(where: fields.has) {
      let isRescaled = try flag("do_rescale", or: true)
      let factor = isRescaled ? (json["rescale_factor"]?.double ?? 1 / 255) : 1
      let isNormalized = try flag("do_normalize", or: fields.has("image_mean"))
      var deviations = isNormalized ? try Self.list(fields, "image_std") : nil
      // Hugging Face's EfficientNet divides by the deviation once more.
      if isNormalized, try flag("include_top", or: false) { deviations = deviations?.map { $0 * $0 } }
      normalization = Statement(
        try PixelNormalization.stated(
          scale: 255 * factor, offset: try flag("rescale_offset", or: false) ? -1 : 0,
          means: isNormalized ? try Self.list(fields, "image_mean") : nil, deviations: deviations), source)
    }
    if try flag("do_flip_channel_order", or: false) { order = Statement(.bgr, source) }
    try readResizing(
      json, source, isResized: flag("do_resize", or: false), isCropped: flag("do_center_crop", or: false))
  }

  private mutating func readResizing(
    _ json: JSONValue, _ source: Source, isResized: Bool, isCropped: Bool
  ) throws {
    let crop = isCropped ? try Self.size(json["crop_size"] ?? json["size"], at: "crop_size") : nil
    guard isResized, let size = try Self.size(json["size"], at: "size") else {
      if case .exactly(let extent)? = crop { self.extent = Statement(extent, source) }
      return
    }
    var (fit, result): (ImagePreparation.Fit, ImagePreparation.Extent?)
    switch (size, crop) {
    case (.exactly(let extent), nil): (fit, result) = (.stretched, extent)
    case (.exactly(let extent), .exactly(let cut)?) where cut == extent: (fit, result) = (.stretched, extent)
    case (.single(let side), .single(let cut)?), (.shortest(let side), .single(let cut)?):
      (fit, result) = (.cropped(shorterSide: side), try .init(height: cut, width: cut))
    case (.single(let side), .exactly(let cut)?), (.shortest(let side), .exactly(let cut)?):
      (fit, result) = (.cropped(shorterSide: side), cut)
    case (.single(let side), nil): (fit, result) = (.stretched, try .init(height: side, width: side))
    case (.shortest(let side), nil):
      // As ConvNeXt's are: crop_pct below 384 pixels, stretched from there on.
      guard let share = json["crop_pct"]?.double, share > 0, share <= 1 else { fallthrough }
      result = try .init(height: side, width: side)
      fit = side < 384 ? .cropped(shorterSide: Int(Double(side) / share)) : .stretched
    default:
      remarks.append("\(source.name): pictures cannot be resized the way it says; --fit and --image-size say how")
      return
    }
    guard let result else { return }
    extent = Statement(result, source)
    guard let interpolation = try Self.interpolation(json["resample"]) else {
      remarks.append("\(source.name): pictures cannot be resampled the way it says; --interpolation says how")
      return
    }
    preparation = Statement(ImagePreparation(extent: result, fit: fit, interpolation: interpolation), source)
  }

  /// What Pillow's numbers of filters stand for; nil for those that there are not here.
  private static func interpolation(_ value: JSONValue?) throws -> Interpolation? {
    guard let value, !value.isNull else { return .antialiasedBilinear }
    if let name = value.string { return try Interpolation(namedByAnyone: name) }
    switch value.int {
    case 0: return .nearest
    case 2: return .antialiasedBilinear
    case 3: return .antialiasedBicubic
    case 4: return .area
    default: return nil
    }
  }

  /// What such files say of a size.
  private enum Size {
    case single(Int)
    case shortest(Int)
    case exactly(ImagePreparation.Extent)
  }

  private static func size(_ value: JSONValue?, at name: String) throws -> Size? {
    guard let value, !value.isNull else { return nil }
    if let side = value.int { return .single(try ImagePreparation.Extent(height: side, width: side).height) }
    if let side = value["shortest_edge"]?.int {
      return .shortest(try ImagePreparation.Extent(height: side, width: side).height)
    }
    if let list = numbers(value), list.count == 2 { return .exactly(try .init(exactly: list[0], list[1])) }
    guard let height = value["height"]?.int, let width = value["width"]?.int else {
      throw AssayError(
        .malformedData, "not a size of images", expected: "a number, height and width, or shortest_edge",
        found: "\(value)", at: name)
    }
    return .exactly(try .init(height: height, width: width))
  }

  /// The names of an object of numbers and names, in the order of the numbers; nil where they are only "LABEL_0" and so on.
  ///
  /// - Throws: `AssayError(.malformedData)` unless the numbers are 0 to the last.
  static func names(_ value: JSONValue?) throws -> [String]? {
    guard let members = value?.object, !members.isEmpty else { return nil }
    let names = (0..<members.count).compactMap { members["\($0)"]?.string }
    guard names.count == members.count else {
      throw AssayError(
        .malformedData, "not names of classes", expected: "names for 0 to \(members.count - 1)",
        found: members.keys.sorted().prefix(6).joined(separator: ", "), at: "id2label")
    }
    return names.enumerated().allSatisfy { $1 == "LABEL_\($0)" } ? nil : names
  }
}
