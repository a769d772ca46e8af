import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Other sizes.
  static let resamplings = [
    ONNXOperator("Resize") { importer, node in try importer.readResize(node, ONNXResampling(node, importer)) },
    ONNXOperator("Upsample") { importer, node in
      var resampling = ONNXResampling(mode: node.attributes["mode"]?.text ?? "nearest")
      resampling.factors = try importer.floats(node, 1) ?? node.attributes["scales"]?.floats ?? []
      try importer.readResize(node, resampling)
    },
  ]
}

extension ONNXImporter {
  /// Resamples along every axis whose size changes: those that shrink first.
  fileprivate mutating func readResize(_ node: ONNXNode, _ resampling: ONNXResampling) throws {
    let operand = try required(node, 0)
    let axes = try resampling.axes(of: operand.shape, in: self)
    var extents = operand.shape.extents
    for axis in axes { extents[axis.axis] = .fixed(axis.targets) }
    let ordered = axes.sorted { $0.scale < $1.scale }
    let maps = try ordered.map { axis -> (axis: Int, map: SparseMap, beyond: SparseMap) in
      let places = try resampling.places(axis)
      return (axis.axis, try resampling.map(axis, places), resampling.beyond(axis, places))
    }
    let outside = resampling.crops ? resampling.extrapolation : 0
    try appendFunction(
      node, of: [(node.inputs[0], operand)], shape: BatchShape(extents), form: .linear
    ) { parts in
      let resized = maps.reduce(parts[0]) { $0.resampled(by: $1.map, axis: $1.axis) }
      guard outside != 0 else { return resized }
      // What lies beyond the image along any axis has a value of its own.
      let inside = maps.reduce(Tensor(repeating: 1, shape: parts[0].shape)) {
        $0.resampled(by: $1.beyond, axis: $1.axis)
      }
      return resized + (1 - inside) * outside
    }
  }
}
