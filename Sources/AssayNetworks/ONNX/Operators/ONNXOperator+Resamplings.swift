import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that move pixels: other sizes, and channels for blocks of pixels.
  static let resamplings = [
    ONNXOperator("Resize") { importer, node in
      let (number, images) = try importer.images(node, 0)
      // Before version 11 the factors were the second input.
      let isOld = importer.version(of: node) < 11
      let settings = node.attributes
      let mode = settings["mode"]?.text ?? "nearest"
      let size: (Int, Int)
      if !isOld, let sizes = try importer.extents(node, 3), !sizes.isEmpty {
        size = try ONNXOperator.size(sizes.map(\.factor), of: images, axes: settings["axes"]?.integers)
      } else {
        let factors = try importer.floats(node, isOld ? 1 : 2) ?? []
        size = try ONNXOperator.size(factors, of: images, axes: settings["axes"]?.integers)
      }
      guard settings["antialias"]?.integer ?? 0 == 0, settings["exclude_outside"]?.integer ?? 0 == 0,
        settings["keep_aspect_ratio_policy"]?.text ?? "stretch" == "stretch",
        let method = ONNXOperator.interpolation(
          mode, isOld ? "asymmetric" : settings["coordinate_transformation_mode"]?.text ?? "half_pixel",
          settings["nearest_mode"]?.text ?? (isOld ? "floor" : "round_prefer_floor"),
          settings["cubic_coeff_a"]?.float ?? -0.75, from: images, to: size)
      else {
        throw AssayError(
          .unsupported, "ONNX: pixels are not resampled this way",
          expected:
            "nearest asymmetric with floor, or by whole factors; linear or cubic with half_pixel or align_corners",
          found: "\(mode) " + settings.values.compactMap(\.text).sorted().joined(separator: ", "))
      }
      try importer.appendResize(node, number, images, size, method)
    },
    ONNXOperator("Upsample") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let factors = try importer.floats(node, 1) ?? node.attributes["scales"]?.floats ?? []
      let size = try ONNXOperator.size(factors, of: images, axes: nil)
      let mode = node.attributes["mode"]?.text ?? "nearest"
      guard let method = ONNXOperator.interpolation(mode, "asymmetric", "floor", -0.75, from: images, to: size) else {
        throw AssayError(.unsupported, "ONNX: pixels are not resampled this way", expected: "nearest", found: mode)
      }
      try importer.appendResize(node, number, images, size, method)
    },
    ONNXOperator("DepthToSpace") { importer, node in
      let (_, images) = try importer.images(node, 0)
      guard let block = node.attributes["blocksize"]?.integer, 1...(1 << 10) ~= block,
        images[0] % (block * block) == 0
      else { throw AssayError(.malformedData, "ONNX: channels that do not make blocks", found: "\(images)") }
      let channels = images[0] / (block * block)
      let isColumnFirst = node.attributes["mode"]?.text == "CRD"
      let shape = BatchShape(example: [channels, images[1] * block, images[2] * block])
      try importer.appendFunction(
        node, of: [(node.inputs[0], try importer.required(node, 0))], shape: shape, form: .linear
      ) { parts in
        let count = parts[0].shape[0]
        let split: Shape =
          isColumnFirst
          ? [count, channels, block, block, images[1], images[2]]
          : [count, block, block, channels, images[1], images[2]]
        return parts[0].reshaped(to: split).permuted(isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])
      }
    },
    ONNXOperator("SpaceToDepth") { importer, node in
      let (_, images) = try importer.images(node, 0)
      guard let block = node.attributes["blocksize"]?.integer, 1...(1 << 10) ~= block, images[1] % block == 0,
        images[2] % block == 0, node.attributes["mode"]?.text ?? "DCR" == "DCR"
      else { throw AssayError(.malformedData, "ONNX: pixels that do not make blocks", found: "\(images)") }
      let (height, width) = (images[1] / block, images[2] / block)
      let shape = BatchShape(example: [images[0] * block * block, height, width])
      try importer.appendFunction(
        node, of: [(node.inputs[0], try importer.required(node, 0))], shape: shape, form: .linear
      ) { parts in
        parts[0].reshaped(to: [parts[0].shape[0], images[0], height, block, width, block])
          .permuted([0, 3, 5, 1, 2, 4])
      }
    },
  ]

  /// The height and width that factors give, of all axes or of `axes`.
  private static func size(_ factors: [Float], of images: Shape, axes: [Int]?) throws -> (Int, Int) {
    let factors = try spread(factors, 1, axes)
    guard factors[0] == 1, factors[1] == 1, factors[2...].allSatisfy({ $0 > 0 && $0 < 65_536 }) else {
      throw AssayError(.unsupported, "ONNX: only heights and widths are changed", found: "factors \(factors)")
    }
    let (height, width) = (Float(images[1]) * factors[2], Float(images[2]) * factors[3])
    // With other factors than those of the sizes, pixels would come from elsewhere.
    guard height == height.rounded(), width == width.rounded() else {
      throw AssayError(
        .unsupported, "ONNX: factors that do not make whole pixels", found: "\(height)×\(width)",
        advice: "Export with the size instead of the factors")
    }
    return try checked(Int(height), Int(width))
  }

  /// The height and width among sizes of all axes or of `axes`.
  private static func size(_ sizes: [Int], of images: Shape, axes: [Int]?) throws -> (Int, Int) {
    let all = try spread(sizes, 0, axes)
    guard all[1] == images[0] || all[1] == 0 else {
      throw AssayError(.unsupported, "ONNX: only heights and widths are changed", found: "sizes \(sizes)")
    }
    return try checked(all[2] == 0 ? images[1] : all[2], all[3] == 0 ? images[2] : all[3])
  }

  private static func checked(_ height: Int, _ width: Int) throws -> (Int, Int) {
    guard 1...(1 << 16) ~= height, 1...(1 << 16) ~= width else {
      throw AssayError(.limitExceeded, "ONNX: images of a size that is not made", found: "\(height)×\(width)")
    }
    return (height, width)
  }

  /// A number for each of four axes, from one for each or one for each of `axes`.
  private static func spread<Number>(_ numbers: [Number], _ rest: Number, _ axes: [Int]?) throws -> [Number] {
    let axes = axes.flatMap { $0.isEmpty ? nil : $0 } ?? [0, 1, 2, 3]
    var all = [Number](repeating: rest, count: 4)
    guard numbers.count == axes.count, axes.allSatisfy({ -4..<4 ~= $0 }) else {
      throw AssayError(
        .unsupported, "ONNX: sizes that do not fit the axes", expected: "\(axes.count)", found: "\(numbers.count)")
    }
    for (axis, number) in zip(axes, numbers) { all[axis < 0 ? axis + 4 : axis] = number }
    return all
  }

  /// What the settings mean; nil where there is no such resampling here.
  private static func interpolation(
    _ mode: String, _ coordinates: String, _ nearest: String, _ cubic: Float, from images: Shape, to size: (Int, Int)
  ) -> Interpolation? {
    let isHalf =
      coordinates == "half_pixel" || coordinates == "pytorch_half_pixel" && size.0 > 1 && size.1 > 1
    let isAligned = coordinates == "align_corners"
    switch mode {
    case "nearest":
      // Whole factors up choose the same pixels by either rule.
      let isWhole = size.0 % images[1] == 0 && size.1 % images[2] == 0
      if coordinates == "asymmetric", nearest == "floor" { return .nearest }
      return isWhole && isHalf && nearest.hasPrefix("round") ? .nearest : nil
    case "linear": return isHalf ? .bilinear() : isAligned ? .bilinear(aligned: true) : nil
    case "cubic":
      guard cubic == -0.75 else { return nil }
      return isHalf ? .bicubic() : isAligned ? .bicubic(aligned: true) : nil
    default: return nil
    }
  }
}

extension ONNXImporter {
  fileprivate mutating func appendResize(
    _ node: ONNXNode, _ number: Int, _ images: Shape, _ size: (Int, Int), _ method: Interpolation
  ) throws {
    try append(node, [number], shape: BatchShape(example: [images[0], size.0, size.1])) { _ in
      .function(GraphFunction("resize", form: .linear) { $0[0].resized(height: size.0, width: size.1, by: method) })
    }
  }
}
