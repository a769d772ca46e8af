import AssayDatasets

/// Drawing pictures of each kind, one after another on one thread.
enum DrawingWorkloads {
  /// A workload for each kind of drawn data.
  static let all: [Workload] = DatasetScheme.all.filter { !$0.needsArgument }.map { scheme in
    let count = scheme.name == "drawn-digits" ? 10_000 : 1000
    return Workload(name: "draw/\(scheme.name)", about: "\(count) pictures drawn from a seed", items: Double(count)) {
      let data = try DatasetSource(parsing: "\(scheme.name):count=\(count)").open()
      return { for index in 0..<count { _ = try data.example(at: index) } }
    }
  }
}
