import AssayBase

/// `assay bench`: times the engine on the work that peers are measured on.
package struct BenchCommand: Command {
  package static let name = "bench"
  package static let abstract = "Time the engine on standard work, to compare machines and versions."
  package static let options =
    [
      OptionDefinition("workload", "NAME,…", "What to time; --list shows the names. All of them unless given."),
      OptionDefinition("batch", "N", "How many images networks take at a time, instead of what is listed."),
      OptionDefinition("json", nil, "Print one line of JSON a workload instead of a table."),
      OptionDefinition(
        "roofline", nil,
        "Also print the GFLOP/s of the layers' products, as if none were saved, and their share of the machine's peak."),
      OptionDefinition("list", nil, "Print the names of the workloads, and nothing else."),
    ] + ModelArgument.options
  package static let examples = [
    (call: "bench --list", effect: "What there is."),
    (
      call: "bench --workload mnist-cnn/forward,mnist-cnn/train",
      effect: "A small network forwards, and a step of training."
    ),
    (call: "bench --workload pgd40/mnist-cnn --json", effect: "For a script."),
    (
      call: "bench --model classifier.onnx --workload load,forward,input-gradient --batch 32",
      effect: "A model of your own; --model FILE --list shows what can be timed."
    ),
  ]

  private let workloads: [Workload]
  private let printsJSON: Bool
  private let listsOnly: Bool
  private let showsRoofline: Bool

  package init(_ arguments: Arguments) throws {
    let batch = try arguments.count("batch")
    let names = try arguments.text("workload")?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if arguments.has("model") {
      let all = ModelWorkloads(try ModelArgument(arguments), batch: batch ?? 8).workloads
      workloads = try names?.map { try WorkloadCatalogue.workload(named: $0, among: all) } ?? all
    } else {
      try ModelArgument.checkNothingDescribesAFile(arguments)
      workloads =
        try names?.map { try WorkloadCatalogue.workload(named: $0, batch: batch) }
        ?? WorkloadCatalogue.all(batch: batch)
    }
    printsJSON = arguments.has("json")
    listsOnly = arguments.has("list")
    showsRoofline = arguments.has("roofline")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if listsOnly {
      for line in TextTable.leftAligned(workloads.map { [$0.name, $0.about] }) { try console.print(line) }
      return .success
    }
    var rows = [["workload", "seconds", "items/s", "peak MiB", "threads"]]
    let peak = showsRoofline ? MeasuredPeak.measure() : nil
    if peak != nil { rows[0] += ["GFLOP/s", "of peak"] }
    for workload in workloads {
      console.progress("… \(workload.name)")
      let measurement = try await WorkloadTimer.measure(workload)
      if printsJSON {
        try console.print("\(measurement.json)")
      } else {
        rows.append(measurement.cells + (peak.map { measurement.rooflineCells(peak: $0.all) } ?? []))
      }
    }
    if !printsJSON {
      for line in TextTable.lines(rows) { try console.print(line) }
      if let peak {
        let (single, all) = (String(format: "%.0f", peak.single / 1e9), String(format: "%.0f", peak.all / 1e9))
        try console.print("measured peak: \(single) GFLOP/s on one thread, \(all) on \(ComputeContext.current.threads)")
      }
    }
    return .success
  }
}
