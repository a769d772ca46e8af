import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Functions of each number.
  static let activations = [
    simple("Relu") { _ in .activation(.relu) },
    simple("Sigmoid") { _ in .activation(.sigmoid) },
    simple("Tanh") { _ in .activation(.tanh) },
    simple("Softplus") { _ in .activation(.softplus) },
    simple("LeakyRelu") { .activation(.leakyReLU(slope: $0.attributes["alpha"]?.float ?? 0.01)) },
    simple("Elu") { node in
      let alpha = node.attributes["alpha"]?.float ?? 1
      return elementwise("elu", .elu(alpha: alpha))
    },
    simple("Selu") { node in
      let alpha = node.attributes["alpha"]?.float ?? 1.673_263_2
      let gamma = node.attributes["gamma"]?.float ?? 1.050_701
      return elementwise("selu") { $0.elu(alpha: alpha) * gamma }
    },
    simple("HardSigmoid") { node in
      let (alpha, beta) = (node.attributes["alpha"]?.float ?? 0.2, node.attributes["beta"]?.float ?? 0.5)
      if abs(alpha - 1 / 6) < 1e-6, beta == 0.5 { return elementwise("hardsigmoid", .hardSigmoid) }
      return elementwise("hardsigmoid") { ($0 * alpha + beta).clamped(0, 1) }
    },
    simple("HardSwish") { _ in elementwise("hardswish", .hardSwish) },
    simple("Mish") { _ in elementwise("mish", .mish) },
    simple("Gelu") { node in
      elementwise("gelu", node.attributes["approximate"]?.text == "tanh" ? .tanhGELU : .gelu)
    },
    simple("Celu") { node in
      let alpha = node.attributes["alpha"]?.float ?? 1
      return elementwise("celu") { ($0 / alpha).elu() * alpha }
    },
    simple("ThresholdedRelu") { node in
      let limit = node.attributes["alpha"]?.float ?? 1
      return elementwise("thresholdedrelu") { $0.masked(wherePositive: $0.detached - limit) }
    },
    simple("Swish") { node in
      let alpha = node.attributes["alpha"]?.float ?? 1
      return alpha == 1 ? .activation(.silu) : elementwise("swish") { $0 * ($0 * alpha).sigmoid() }
    },
    simple("Shrink") { node in
      let (limit, bias) = (node.attributes["lambd"]?.float ?? 0.5, node.attributes["bias"]?.float ?? 0)
      return elementwise("shrink") { x in
        (x - bias).masked(wherePositive: x.detached - limit) + (x + bias).masked(wherePositive: -x.detached - limit)
      }
    },
    simple("Softsign") { _ in elementwise("softsign") { $0 / ($0.absolute() + 1) } },
    ONNXOperator("PRelu") { importer, node in
      let shape = try importer.required(node, 0).shape
      let slopes = try importer.required(node, 1)
      guard node.inputs.count == 2, shape.broadcast(with: slopes.shape) == shape else {
        throw AssayError(.malformedData, "ONNX: slopes that do not fit", found: "\(slopes.shape) for \(shape)")
      }
      let form = importer.form(of: [try importer.required(node, 0), slopes], shape)
      try importer.appendFunction(node, of: importer.inputs(of: node), shape: shape, form: form) { parts in
        let x = parts[0]
        return x.relu() - (-x).relu() * parts[1].broadcast(to: x.shape)
      }
    },
    ONNXOperator("Clip") { importer, node in
      let operand = try importer.required(node, 0)
      let low = try importer.floats(node, 1)?.first ?? node.attributes["min"]?.float ?? -.greatestFiniteMagnitude
      let high = try importer.floats(node, 2)?.first ?? node.attributes["max"]?.float ?? .greatestFiniteMagnitude
      guard !low.isNaN, !high.isNaN else {
        throw AssayError(.malformedData, "ONNX: a range without bounds", found: "\(low) to \(high)")
      }
      if case .value(let number, let shape) = operand, low == 0, high == 6 || high == .greatestFiniteMagnitude {
        let function = high == 6 ? Activation.Function.relu6 : .relu
        return _ = try importer.append(node, [number], shape: shape) { _ in .activation(function) }
      }
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise,
        kernel: { _ in low <= high ? .activation(.clamp(low, high)) : nil }
      ) { parts in
        // The upper bound is the stronger.
        low <= high ? parts[0].clamped(low, high) : Tensor(repeating: high, shape: parts[0].shape)
      }
    },
    softmax("Softmax") { $0.softmax(axis: $1) },
    softmax("LogSoftmax") { $0.logSoftmax(axis: $1) },
    identity("Identity"),
    ONNXOperator("Dropout") { importer, node in
      guard try importer.integers(node, 2)?.first ?? 0 == 0 else { throw exportedInTraining }
      let operand = try importer.required(node, 0)
      importer.write(operand, to: node)
      guard let constant = operand.constant else { return }
      // All is kept.
      let ones = ONNXConstant(shape: [], .integers([.fixed(1)]))
      let kept = try ones.picking(
        [Int](repeating: 0, count: constant.count), shape: constant.shape, in: importer.source)
      importer.write(.constant(kept), to: node, 1)
    },
  ]

  /// An operator that maps each number of a value to one.
  static func simple(
    _ name: String, _ operation: @escaping @Sendable (ONNXNode) -> PlanOperation
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let made = operation(node)
      switch try importer.required(node, 0) {
      case .value(let number, let shape): try importer.append(node, [number], shape: shape) { _ in made }
      case .constant(let constant):
        let operand = ONNXOperand.constant(constant)
        try importer.appendFunction(node, of: [(node.inputs[0], operand)], shape: operand.shape) {
          made.apply($0, LayerContext(parameters: [:], mode: .evaluation))
        }
      }
    }
  }

  static func elementwise(_ kind: String, _ body: @escaping @Sendable (Tensor) -> Tensor) -> PlanOperation {
    .function(GraphFunction(kind, form: .elementwise) { body($0[0]) })
  }

  private static func elementwise(_ kind: String, _ function: ActivationFunction) -> PlanOperation {
    .function(
      GraphFunction(kind, form: .elementwise, kernel: .activation(function)) { $0[0].activated(function) })
  }

  /// Softmax along an axis; before version 13 along all axes from one on.
  private static func softmax(
    _ name: String, _ body: @escaping @Sendable (_ x: Tensor, _ axis: Int) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let shape = try importer.required(node, 0).shape
      let isOld = importer.version(of: node) < 13
      guard let axis = shape.axis(node.attributes["axis"]?.integer ?? (isOld ? 1 : -1)),
        !(isOld ? shape.extents[axis...] : shape.extents[axis...axis]).contains(where: \.hasBatch)
      else { throw importer.mixing(shape) }
      let rank = shape.rank
      let columns = name == "Softmax" && axis == rank - 1 ? shape.columns : nil
      try importer.appendFunction(
        node, of: [(node.inputs[0], try importer.required(node, 0))], shape: shape,
        kernel: { _ in columns.map { .softmax(columns: $0) } }
      ) { parts in
        let x = parts[0]
        guard isOld, axis < rank - 1 else { return body(x, axis) }
        let inner = x.shape.dimensions[axis...].reduce(1, *)
        return body(x.reshaped(to: [x.count / max(1, inner), inner]), 1).reshaped(to: x.shape)
      }
    }
  }

  /// An operator that passes its first input on.
  private static func identity(_ name: String) -> ONNXOperator {
    ONNXOperator(name) { importer, node in importer.write(try importer.required(node, 0), to: node) }
  }
}
