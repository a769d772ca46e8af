import AssayBase
import AssayTensor
import CAssayKernels

/// Compares the parameters that there are with those that an architecture wants, listing the differences.
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
    if !missing.isEmpty { faults.append("missing: \(Self.list(missing))") }
    if !unexpected.isEmpty { faults.append("unexpected: \(Self.list(unexpected))") }
    if !misshapen.isEmpty { faults.append("wrong shape: \(Self.list(misshapen))") }
    guard faults.isEmpty else {
      throw AssayError(
        .shapeMismatch, "the weights are not those of the architecture “\(name)”",
        expected: "\(wanted.count) parameters of \(wanted.weightCount) weights",
        found: faults.joined(separator: "; "), advice: Self.advice(missing: missing, unexpected: unexpected))
    }
    try checkNumbers()
  }

  /// Weights of hundreds of megabytes are read as fast as memory allows.
  private func checkNumbers() throws {
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

  /// How many names of a kind are written out.
  private static let listed = 20

  private static func list(_ names: [String]) -> String {
    names.prefix(listed).joined(separator: ", ")
      + (names.count > listed ? " and \(names.count - listed) more" : "")
  }

  /// Which missing name may be which unexpected one.
  private static func advice(missing: [String], unexpected: [String]) -> String? {
    let pairs = missing.prefix(listed).compactMap { wanted -> String? in
      guard let near = NearestName.nearest(to: wanted, among: Array(unexpected.prefix(listed))) else { return nil }
      return "\(near) may be \(wanted)"
    }
    guard !pairs.isEmpty else { return nil }
    return pairs.prefix(3).joined(separator: "; ")
  }
}
