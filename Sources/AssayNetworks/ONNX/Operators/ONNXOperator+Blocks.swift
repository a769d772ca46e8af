import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Channels for blocks of pixels, and back.
  static let blocks = [
    ONNXOperator("DepthToSpace", takesExamples: true) { importer, node in
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
    ONNXOperator("SpaceToDepth", takesExamples: true) { importer, node in
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
}
