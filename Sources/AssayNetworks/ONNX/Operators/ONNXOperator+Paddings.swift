import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Margins around values.
  static let paddings = [
    ONNXOperator("Pad") { importer, node in
      let operand = try importer.required(node, 0)
      let value = try importer.floats(node, 2)?.first ?? node.attributes["value"]?.float ?? 0
      let margins = try axisMargins(importer, node, operand.shape)
      let mode = node.attributes["mode"]?.text ?? "constant"
      if mode == "constant", case .value(let number, let shape) = operand, let example = shape.example,
        example.count == 3, margins.allSatisfy({ $0.axis >= 2 }), value.isFinite
      {
        let images = try importer.asImages(node, number, shape).number
        return try appendImageMargins(&importer, node, images, Shape(example), margins, value)
      }
      let maps = try margins.map { margin in
        (axis: margin.axis, map: SparseMap.picking(try margin.places(mode), from: margin.extent))
      }
      var extents = operand.shape.extents
      for (axis, map) in maps { extents[axis] = .fixed(map.targets) }
      guard value.isFinite || mode != "constant" else {
        throw AssayError(.unsupported, "ONNX: margins of numbers that are not finite", found: "\(value)")
      }
      let fill = mode == "constant" ? value : 0
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: BatchShape(extents), form: .linear
      ) { parts in
        let padded = maps.reduce(parts[0]) { $0.resampled(by: $1.map, axis: $1.axis) }
        guard fill != 0 else { return padded }
        let inside = maps.reduce(Tensor(repeating: 1, shape: parts[0].shape)) {
          $0.resampled(by: $1.map, axis: $1.axis)
        }
        return padded + (1 - inside) * fill
      }
    }
  ]

  /// The margins that are not 0 by axis.
  private static func axisMargins(
    _ importer: ONNXImporter, _ node: ONNXNode, _ shape: BatchShape
  ) throws -> [AxisMargin] {
    guard let pads = try importer.integers(node, 1, or: "pads") else {
      throw AssayError(.malformedData, "ONNX: margins are missing", expected: "pads")
    }
    let axes = try importer.integers(node, 3)?.map { try shape.checkedAxis($0) } ?? Array(0..<shape.rank)
    guard pads.count == 2 * axes.count, Set(axes).count == axes.count,
      pads.allSatisfy({ $0.magnitude <= 1 << 16 })
    else {
      throw AssayError(
        .malformedData, "ONNX: margins that do not fit the axes", expected: "\(2 * axes.count) numbers",
        found: "\(pads)")
    }
    return try axes.enumerated().compactMap { index, axis in
      let (before, after) = (pads[index], pads[axes.count + index])
      guard (before, after) != (0, 0) else { return nil }
      guard let extent = shape.extents[axis].number else { throw importer.mixing(shape) }
      guard extent + before + after >= 0 else {
        throw AssayError(.malformedData, "ONNX: more is cropped than there is", expected: "\(extent)", found: "\(pads)")
      }
      return AxisMargin(axis: axis, extent: extent, before: before, after: after)
    }
  }

  /// Margins of one number around pixels.
  private static func appendImageMargins(
    _ importer: inout ONNXImporter, _ node: ONNXNode, _ number: Int, _ images: Shape, _ margins: [AxisMargin],
    _ value: Float
  ) throws {
    let (rows, columns) = (margins.first { $0.axis == 2 }, margins.first { $0.axis == 3 })
    let widths = Margins(
      top: rows?.before ?? 0, bottom: rows?.after ?? 0, left: columns?.before ?? 0, right: columns?.after ?? 0)
    try importer.append(node, [number], shape: BatchShape(example: widths.around(images).dimensions)) { _ in
      .function(GraphFunction("pad", form: .linear) { $0[0].padded(widths, with: .constant(value)) })
    }
  }
}

/// A margin along one axis; negative widths crop.
private struct AxisMargin {
  let axis, extent, before, after: Int

  /// Where what stands in each place comes from; places that there are not in a margin of one number.
  func places(_ mode: String) throws -> [Int] {
    let all = -before..<extent + after
    guard extent > 0 || mode == "constant" else {
      throw AssayError(.malformedData, "ONNX: nothing to fill margins with")
    }
    switch mode {
    case "constant": return Array(all)
    case "edge": return all.map { min(max($0, 0), extent - 1) }
    case "wrap": return all.map { ($0 % extent + extent) % extent }
    case "reflect":
      let period = max(1, 2 * (extent - 1))
      return all.map { place in
        let folded = (place % period + period) % period
        return folded < extent ? folded : period - folded
      }
    default:
      throw AssayError(
        .unsupported, "ONNX: margins of this kind are not read", expected: "constant, edge, reflect or wrap",
        found: mode)
    }
  }
}
