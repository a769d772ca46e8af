import AssayBase
import AssayTensor

/// The work that there is to time.
enum WorkloadCatalogue {
  /// All of it.
  static let all: [Workload] =
    [gemm] + NetworkWorkloads.all.flatMap(\.workloads) + AttackWorkloads.all + RobustAccuracyWorkload.all
    + ExplanationWorkloads.all + PictureWorkloads.all + DrawingWorkloads.all + SegmentationWorkloads.all
    + LIMEWorkload.all

  /// The workload called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  static func workload(named name: String) throws -> Workload {
    if let workload = all.first(where: { $0.name == name }) { return workload }
    if let workload = try RobustAccuracyWorkload.parse(name) { return workload }
    let names = all.map(\.name)
    throw AssayError(
      .unknownName, "there is no such workload", expected: names.joined(separator: ", "), found: "“\(name)”",
      at: "--workload", advice: NearestName.advice(for: name, among: names))
  }

  private static let key = RandomKey(seed: 0)

  private static var gemm: Workload {
    let side = 2048
    return Workload(
      name: "gemm/\(side)", about: "one \(side)×\(side)×\(side) matrix product; items are GFLOP",
      items: 2 * Double(side) * Double(side) * Double(side) / 1e9,
      operations: { 2 * Double(side) * Double(side) * Double(side) }
    ) {
      let a = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("a"))
      let b = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("b"))
      return { _ = a.matrixProduct(b) }
    }
  }
}
