import AssayBase
import AssayTensor

extension ONNXOperator {
  /// The domain of the operators that stand for models of scikit-learn and its like.
  static let learning = "ai.onnx.ml"

  /// Linear models and what is done to features before them. Definitions: https://onnx.ai/onnx/operators (ai.onnx.ml).
  static let linearModels = [
    ONNXOperator("LinearClassifier", domain: learning) { importer, node in
      let transform = node.attributes["post_transform"]?.text ?? "NONE"
      let (number, features) = try importer.features(node)
      let model = try importer.linearModel(node, features)
      let labels =
        ["classlabels_ints", "classlabels_strings"].map { name -> Int in
          let labels = node.attributes[name]
          return max(labels?.integers.count ?? 0, labels?.texts.count ?? 0)
        }.max() ?? 0
      let isOneRow = model.outputs == 1 && labels == 2
      guard isOneRow && transform == "LOGISTIC" || model.outputs >= 2 && model.outputs == labels,
        ["NONE", "LOGISTIC", "SOFTMAX"].contains(transform)
      else {
        throw AssayError(
          .unsupported, "ONNX: a linear classifier of this form is not read",
          expected: "a row of coefficients for each label, post_transform NONE, LOGISTIC or SOFTMAX",
          found: "\(model.outputs) rows, \(labels) labels, \(transform)")
      }
      // Two classes whose scores are −d and d have the probabilities σ(−d) and σ(d): the softmax of −d/2 and d/2.
      let isBinary = transform == "LOGISTIC" && (isOneRow || model.isAntisymmetric)
      let rows = Tensor(shape: [2, 1], elements: [-0.5, 0.5])
      let outputs = max(model.outputs, 2)
      let scores = BatchShape(example: [outputs])
      let linear = try importer.appendStep(
        named: node.layerName, [number], shape: [outputs], multiplyAdds: outputs * features
      ) { parameter in
        let (weight, bias) = (parameter(model.weight), parameter(model.bias))
        if isOneRow {
          return .linear(weight: rows.matrixProduct(weight), bias: bias * rows.reshaped(to: [2]))
        }
        return isBinary ? .linear(weight: weight * 0.5, bias: bias * 0.5) : .linear(weight: weight, bias: bias)
      }
      guard transform != "NONE" else {
        return importer.write(.value(number: linear, shape: scores), to: node, 1)
      }
      let isSoftmax = transform == "SOFTMAX" || isBinary
      try importer.append(node, output: 1, [linear], shape: scores) { _ in
        isSoftmax ? .function(GraphFunction("softmax") { $0[0].softmax(axis: 1) }) : .activation(.sigmoid)
      }
    },
    ONNXOperator("LinearRegressor", domain: learning) { importer, node in
      let (number, features) = try importer.features(node)
      let model = try importer.linearModel(node, features)
      guard node.attributes["post_transform"]?.text ?? "NONE" == "NONE" else {
        throw AssayError(.unsupported, "ONNX: a linear regression with a function behind it is not read")
      }
      let shape = BatchShape(example: [model.outputs])
      try importer.append(node, [number], shape: shape, multiplyAdds: model.outputs * features) { parameter in
        .linear(weight: parameter(model.weight), bias: parameter(model.bias))
      }
    },
  ]

  /// What is done to features before a model sees them.
  static let featureSteps = [
    ONNXOperator("Scaler", domain: learning) { importer, node in
      let (number, features) = try importer.features(node)
      let offset = try importer.setting("offset", of: node, count: features, otherwise: 0)
      let scale = try importer.setting("scale", of: node, count: features, otherwise: 1)
      try importer.append(node, [number], shape: BatchShape(example: [features])) { parameter in
        let factor = parameter(scale)
        return .affine(scale: factor, shift: -(parameter(offset) * factor))
      }
    },
    ONNXOperator("Normalizer", domain: learning) { importer, node in
      let (number, features) = try importer.features(node)
      let norms: [String: @Sendable (Tensor) -> Tensor] = [
        "L1": { $0.l1Norm(axes: [1], keepingAxes: true) }, "L2": { $0.l2Norm(axes: [1], keepingAxes: true) },
        "MAX": { $0.maximum(axis: 1, keepingAxis: true) },
      ]
      guard let norm = norms[node.attributes["norm"]?.text ?? "MAX"] else {
        throw AssayError(.malformedData, "ONNX: an unknown norm", expected: "L1, L2 or MAX", at: "norm")
      }
      try importer.append(node, [number], shape: BatchShape(example: [features])) { _ in
        .function(
          GraphFunction("normalize") { values in
            let size = norm(values[0])
            // Rows of zeros stay as they are.
            let isZero = Tensor(shape: size.shape, elements: size.elements.map { $0 == 0 ? 1 : 0 })
            return values[0] / (size + isZero).broadcast(to: values[0].shape)
          })
      }
    },
    ONNXOperator("Imputer", domain: learning) { importer, node in
      let missing = node.attributes["replaced_value_float"]?.float ?? .nan
      guard missing.isNaN else {
        throw AssayError(
          .unsupported, "ONNX: a value that stands for a missing one is read only if no pixel has it",
          expected: "NaN", found: "\(missing)", at: "replaced_value_float")
      }
      importer.write(try importer.required(node, 0), to: node)
    },
    ONNXOperator("ArrayFeatureExtractor", domain: learning) { importer, node in
      let (number, features) = try importer.features(node)
      guard let places = try importer.integers(node, 1), !places.isEmpty, places.allSatisfy({ 0..<features ~= $0 })
      else {
        throw AssayError(
          .malformedData, "ONNX: features that do not exist", expected: "0 to \(features - 1)",
          found: "“\(node.inputs.last ?? "")”")
      }
      try importer.append(node, [number], shape: BatchShape(example: [places.count])) { _ in
        .function(GraphFunction("features", form: .linear) { $0[0].picking(places, axis: 1) })
      }
    },
  ]
}

extension ONNXImporter {
  /// Input 0 of a node that reads rows of features: the value and the number of features.
  fileprivate func features(_ node: ONNXNode) throws -> (number: Int, features: Int) {
    let (number, shape) = try value(node, 0)
    guard let example = shape.example, example.count == 1 else {
      throw AssayError(
        .unsupported, "ONNX: the operator is read for rows of features", expected: "N×F", found: "\(shape)")
    }
    return (number, example[0])
  }

  /// The coefficients and intercepts of a node, as parameters of the network.
  fileprivate mutating func linearModel(
    _ node: ONNXNode, _ features: Int
  ) throws -> (weight: String, bias: String, outputs: Int, isAntisymmetric: Bool) {
    let coefficients = node.attributes["coefficients"]?.floats ?? []
    let outputs = coefficients.count / max(1, features)
    var intercepts = node.attributes["intercepts"]?.floats ?? []
    if intercepts.isEmpty { intercepts = [Float](repeating: 0, count: outputs) }
    guard outputs > 0, outputs * features == coefficients.count, intercepts.count == outputs else {
      throw AssayError(
        .malformedData, "ONNX: a linear model's coefficients do not fit its features", expected: "\(features) for each",
        found: "\(coefficients.count) coefficients, \(intercepts.count) intercepts")
    }
    let name = node.layerName
    let weight = try register(
      ONNXConstant(shape: [outputs, features], .floats(coefficients)), as: name + ".coefficients", role: .weight)
    let bias = try register(
      ONNXConstant(shape: [outputs], .floats(intercepts)), as: name + ".intercepts", role: .weight)
    let halves = (coefficients.prefix(features), coefficients.dropFirst(features))
    let isAntisymmetric =
      outputs == 2 && zip(halves.0, halves.1).allSatisfy { $0 == -$1 } && intercepts[0] == -intercepts[1]
    return (weight, bias, outputs, isAntisymmetric)
  }

  /// A row of numbers in a setting, one for each feature or one for all, as a statistic of the network.
  fileprivate mutating func setting(
    _ name: String, of node: ONNXNode, count: Int, otherwise value: Float
  ) throws -> String {
    var numbers = node.attributes[name]?.floats ?? []
    if numbers.isEmpty { numbers = [value] }
    if numbers.count == 1 { numbers = [Float](repeating: numbers[0], count: count) }
    guard numbers.count == count else {
      throw AssayError(
        .malformedData, "ONNX: a setting does not fit the features", expected: "1 or \(count)",
        found: "\(numbers.count)", at: name)
    }
    return try register(
      ONNXConstant(shape: [count], .floats(numbers)), as: "\(node.layerName).\(name)", role: .statistic)
  }
}
