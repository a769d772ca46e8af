import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Normalisations.
  static let normalizations = [
    ONNXOperator("BatchNormalization") { importer, node in
      var (number, shape) = try importer.value(node, 0)
      (number, shape) = try importer.asImages(node, number, shape)
      guard let example = shape.example, example.count == 3 || example.count == 1 else {
        throw AssayError(
          .unsupported, "ONNX: batch normalisation is read for images and features", found: "\(shape)")
      }
      guard node.attributes["training_mode"]?.integer ?? 0 == 0 else { throw exportedInTraining }
      let scale = try importer.parameter(node, 1)
      let bias = try importer.parameter(node, 2)
      let mean = try importer.parameter(node, 3, role: .statistic)
      let variance = try importer.parameter(node, 4, role: .statistic)
      for part in [scale, bias, mean, variance] where part.shape != [example[0]] {
        throw AssayError(
          .malformedData, "ONNX: batch normalisation does not fit its input", expected: "\(example[0]) channels",
          found: "“\(part.name)” \(part.shape)")
      }
      let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
      try importer.append(node, [number], shape: shape) { parameter in
        let factor = parameter(scale.name) / (parameter(variance.name) + epsilon).squareRoot()
        return .affine(scale: factor, shift: parameter(bias.name) - parameter(mean.name) * factor)
      }
    },
    ONNXOperator("LRN") { importer, node in
      let (number, images) = try importer.images(node, 0)
      guard let size = node.attributes["size"]?.integer, size > 0 else {
        throw AssayError(.malformedData, "ONNX: a normalisation over no channels", expected: "size")
      }
      let layer = LocalResponseNorm(
        size, alpha: node.attributes["alpha"]?.float ?? 1e-4, beta: node.attributes["beta"]?.float ?? 0.75,
        k: node.attributes["bias"]?.float ?? 1)
      try importer.append(node, [number], shape: BatchShape(example: images.dimensions)) { _ in .layer(layer) }
    },
    ONNXOperator("LayerNormalization") { importer, node in
      let (_, shape) = try importer.value(node, 0)
      let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
      guard let axis = shape.axis(node.attributes["axis"]?.integer ?? -1),
        !shape.extents[axis...].contains(where: \.hasBatch)
      else { throw AssayError(.unsupported, "ONNX: a normalisation across images", found: "\(shape)") }
      let axes = Array(axis..<shape.rank)
      for index in 1..<max(2, node.inputs.count) {
        let part = try importer.required(node, index).shape
        guard BatchShape(Array(shape.extents[axis...])).broadcast(with: part)?.extents == Array(shape.extents[axis...])
        else { throw AssayError(.malformedData, "ONNX: a normalisation's weights do not fit", found: "\(part)") }
      }
      // A row of places, each with a factor and a summand of its own.
      let columns = axis == shape.rank - 1 ? shape.columns : nil
      let names = Array(node.inputs.dropFirst())
      try importer.appendFunction(
        node, of: importer.inputs(of: node), shape: shape,
        kernel: { parameter in
          guard let columns, columns > 1 else { return nil }
          let parts = names.map { parameter($0) }
          guard parts.allSatisfy({ $0.shape == [columns] }) else { return nil }
          return .standardization(
            epsilon: epsilon, scale: parts[0], shift: parts.count > 1 ? parts[1] : .zeros([columns]))
        }
      ) { parts in
        let centred = parts[0] - parts[0].mean(axes: axes, keepingAxes: true).broadcast(to: parts[0].shape)
        let variance = centred.squared().mean(axes: axes, keepingAxes: true)
        var result = centred / (variance + epsilon).squareRoot().broadcast(to: centred.shape)
        result = result * parts[1].broadcast(to: result.shape)
        return parts.count > 2 ? result + parts[2].broadcast(to: result.shape) : result
      }
    },
    ONNXOperator("InstanceNormalization") { importer, node in
      let (_, shape) = try importer.value(node, 0)
      let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
      guard let example = shape.example, example.count >= 2 else {
        throw AssayError(.unsupported, "ONNX: instance normalisation is read for images", found: "\(shape)")
      }
      for index in 1...2 where try importer.required(node, index).shape != BatchShape([.fixed(example[0])]) {
        throw AssayError(.malformedData, "ONNX: a normalisation's weights do not fit", expected: "\(example[0])")
      }
      try importer.appendFunction(node, of: importer.inputs(of: node), shape: shape) { parts in
        let images = parts[0].reshaped(to: [parts[0].shape[0], example[0], example[1...].reduce(1, *), 1])
        return images.groupNormalized(groups: example[0], weight: parts[1], bias: parts[2], epsilon: epsilon)
          .reshaped(to: parts[0].shape)
      }
    },
  ]
}
