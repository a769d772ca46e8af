import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Pooling.
  static let poolings = [
    ONNXOperator("MaxPool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let window = try ONNXWindow(node, images: images)
      let padded = try importer.appendMargin(node, number, images, window.outer, fill: -.greatestFiniteMagnitude)
      let geometry = PoolingGeometry(
        kernel: window.kernel, stride: window.stride, padding: window.padding, dilation: window.dilation,
        roundsUp: node.attributes["ceil_mode"]?.integer ?? 0 != 0)
      try window.checkEachSeesPixels(of: padded.shape)
      let shape = try geometry.outputShape(for: padded.shape)
      try importer.append(node, [padded.number], shape: BatchShape(example: shape.dimensions)) { _ in .maxPool(geometry)
      }
    },
    ONNXOperator("AveragePool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let window = try ONNXWindow(node, images: images)
      let countsPadding = node.attributes["count_include_pad"]?.integer ?? 0 != 0
      guard window.dilation == (1, 1) else {
        throw AssayError(.unsupported, "ONNX: averages with dilation", found: "\(window.dilation)", at: "dilations")
      }
      let padded =
        countsPadding
        ? try importer.appendMargin(node, number, images, window.outer, fill: 0)
        : (number: number, shape: window.padded(images))
      let geometry = PoolingGeometry(
        kernel: window.kernel, stride: window.stride, padding: window.padding,
        roundsUp: node.attributes["ceil_mode"]?.integer ?? 0 != 0)
      try window.checkEachSeesPixels(of: padded.shape)
      let shape = try geometry.outputShape(for: padded.shape)
      try importer.append(node, [padded.number], shape: BatchShape(example: shape.dimensions)) { _ in
        guard let outer = window.outer, !countsPadding else {
          return .averagePool(geometry, countsPadding: countsPadding)
        }
        return .function(
          GraphFunction("averagepool", form: .linear) { values in
            // How much of each window is pixels is its average of ones.
            let ones = Tensor(repeating: 1, shape: [1, 1, images[1], images[2]])
            let parts = [values[0], ones].map { $0.padded(outer).averagePooled(geometry, countsPadding: true) }
            return parts[0] / parts[1]
          })
      }
    },
    ONNXOperator("GlobalAveragePool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let geometry = PoolingGeometry(kernel: (images[1], images[2]))
      try importer.append(node, [number], shape: BatchShape(example: [images[0], 1, 1])) { _ in
        .averagePool(geometry, countsPadding: true)
      }
    },
    ONNXOperator("GlobalMaxPool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let geometry = PoolingGeometry(kernel: (images[1], images[2]))
      try importer.append(node, [number], shape: BatchShape(example: [images[0], 1, 1])) { _ in .maxPool(geometry) }
    },
  ]
}
