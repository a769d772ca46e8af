import AssayBase
import AssayImages
import AssayTensor

extension ModelFacts {
  /// Members of a configuration of timm: `input_size`, `mean`, `std`, `interpolation`, `crop_pct`, `crop_mode`, `label_names`.
  ///
  /// Names and meaning: https://huggingface.co/docs/timm/reference/data.
  mutating func readTimm(_ json: JSONValue, _ source: Source) throws {
    let fields = JSONFields(json)
    guard fields.has("input_size") else { return }
    let size = try fields.numbers("input_size")
    guard size.count == 3 else {
      throw AssayError(
        .malformedData, "not a size of images", expected: "C, H and W", found: "\(size)", at: "input_size")
    }
    let extent = try ImagePreparation.Extent(exactly: size[1], size[2])
    self.extent = Statement(extent, source)
    if let means = try Self.list(fields, "mean"), let deviations = try Self.list(fields, "std") {
      normalization = Statement(try PixelNormalization.stated(scale: 1, means: means, deviations: deviations), source)
    }
    if fields.has("label_names"), try !fields.value("label_names").isNull {
      classNames = Statement(try fields.strings("label_names"), source)
    }
    let share = try fields.has("crop_pct") ? fields.number("crop_pct") : 0.875
    let mode = try fields.has("crop_mode") ? fields.string("crop_mode") : "center"
    guard share > 0, share <= 1, extent.height == extent.width, mode == "center" || (mode == "squash" && share == 1)
    else {
      remarks.append("\(source.name): pictures cannot be resized the way it says; --fit and --image-size say how")
      return
    }
    let side = Int((Double(extent.height) / share).rounded(.down))
    preparation = Statement(
      ImagePreparation(
        extent: extent, fit: mode == "squash" ? .stretched : .cropped(shorterSide: side),
        interpolation: try fields.optionalString("interpolation").map(Interpolation.init(namedByAnyone:))
          ?? .antialiasedBicubic), source)
  }
}
