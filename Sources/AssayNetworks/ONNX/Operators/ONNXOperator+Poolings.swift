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
      let shape = try geometry.outputShape(for: padded.shape)
      importer.append(node, [padded.number], shape: BatchShape(example: shape.dimensions)) { _ in .maxPool(geometry) }
    },
    ONNXOperator("AveragePool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let window = try ONNXWindow(node, images: images)
      let countsPadding = node.attributes["count_include_pad"]?.integer ?? 0 != 0
      guard window.outer == nil || countsPadding else {
        throw AssayError(
          .unsupported, "ONNX: averages with padding on one side only that is not counted", found: "pads", at: "pads",
          advice: "Pad the images by a node of its own")
      }
      guard window.dilation == (1, 1) else {
        throw AssayError(.unsupported, "ONNX: averages with dilation", found: "\(window.dilation)", at: "dilations")
      }
      let padded = try importer.appendMargin(node, number, images, window.outer, fill: 0)
      let geometry = PoolingGeometry(
        kernel: window.kernel, stride: window.stride, padding: window.padding,
        roundsUp: node.attributes["ceil_mode"]?.integer ?? 0 != 0)
      let shape = try geometry.outputShape(for: padded.shape)
      importer.append(node, [padded.number], shape: BatchShape(example: shape.dimensions)) { _ in
        .averagePool(geometry, countsPadding: countsPadding)
      }
    },
    ONNXOperator("GlobalAveragePool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let geometry = PoolingGeometry(kernel: (images[1], images[2]))
      importer.append(node, [number], shape: BatchShape(example: [images[0], 1, 1])) { _ in
        .averagePool(geometry, countsPadding: true)
      }
    },
    ONNXOperator("GlobalMaxPool") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let geometry = PoolingGeometry(kernel: (images[1], images[2]))
      importer.append(node, [number], shape: BatchShape(example: [images[0], 1, 1])) { _ in .maxPool(geometry) }
    },
  ]
}
