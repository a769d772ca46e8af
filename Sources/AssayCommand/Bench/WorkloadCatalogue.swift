import AssayBase
import AssayTensor

/// The work that there is to time.
enum WorkloadCatalogue {
  /// All of it; the networks on `batch` images at a time where that is given.
  static func all(batch: Int? = nil) -> [Workload] {
    [gemm] + NetworkWorkloads.all(batch: batch).flatMap(\.workloads) + AttackWorkloads.all
      + RobustAccuracyWorkload.all + ExplanationWorkloads.all + PictureWorkloads.all + DrawingWorkloads.all
      + SegmentationWorkloads.all + LIMEWorkload.all
  }

  /// The workload called `name`, of the catalogue or one that its name describes.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  static func workload(named name: String, batch: Int? = nil) throws -> Workload {
    if let workload = try RobustAccuracyWorkload.parse(name) { return workload }
    return try workload(named: name, among: all(batch: batch))
  }

  /// The one of `workloads` that is called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  static func workload(named name: String, among workloads: [Workload]) throws -> Workload {
    if let workload = workloads.first(where: { $0.name == name }) { return workload }
    let names = workloads.map(\.name)
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
