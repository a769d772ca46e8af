import AssayBase
import AssayTensor
import CAssayKernels

/// Compares the parameters that there are with those that an architecture wants, listing every difference.
struct ParameterCheck: Sendable {
  private let name: String
  private let wanted: [ParameterDefinition]
  private let parameters: [String: Tensor]

  /// - Parameters:
  ///   - name: What errors call the architecture.
  ///   - wanted: What it wants.
  init(_ name: String, _ wanted: [ParameterDefinition], _ parameters: [String: Tensor]) {
    self.name = name
    self.wanted = wanted
    self.parameters = parameters
  }

  func run() throws {
    let names = Set(wanted.map(\.name))
    let missing = wanted.filter { parameters[$0.name] == nil }.map { "\($0.name) \($0.shape)" }
    let unexpected = parameters.filter { !names.contains($0.key) }.map { "\($0.key) \($0.value.shape)" }.sorted()
    let misshapen = wanted.compactMap { definition -> String? in
      guard let tensor = parameters[definition.name], tensor.shape != definition.shape else { return nil }
      return "\(definition.name) \(tensor.shape) instead of \(definition.shape)"
    }
    var faults: [String] = []
    if !missing.isEmpty { faults.append("missing: \(missing.joined(separator: ", "))") }
    if !unexpected.isEmpty { faults.append("unexpected: \(unexpected.joined(separator: ", "))") }
    if !misshapen.isEmpty { faults.append("wrong shape: \(misshapen.joined(separator: ", "))") }
    guard faults.isEmpty else {
      throw AssayError(
        .shapeMismatch, "the weights are not those of the architecture “\(name)”",
        expected: "\(wanted.count) parameters of \(wanted.weightCount) weights",
        found: faults.joined(separator: "; "))
    }
    // Weights of hundreds of megabytes are read as fast as memory allows.
    try WorkerPool.tryForEach(wanted.count) { index in
      guard let tensor = parameters[wanted[index].name] else { return }
      let place = assay_first_non_finite(tensor.pointer, tensor.count)
      guard place < 0 else {
        throw AssayError(
          .notFinite, "a weight is not finite", found: "\(tensor.pointer[place])",
          at: "tensor “\(wanted[index].name)”",
          advice: "The training that made this file diverged, or the file is damaged")
      }
    }
  }
}
