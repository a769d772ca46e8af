import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayProperties

/// A question to the reference networks: is accuracy under PGD in a ball at least so much, at 99.9 %?
enum RobustAccuracyWorkload {
  private static let prefix = "robust-accuracy/"
  private static let files = ["standard": "digits_cnn", "robust": "digits_cnn_robust"]

  /// Questions with answers of every kind.
  static let all: [Workload] = [
    workload("standard", "0.2", "0.3"), workload("robust", "0.1", "0.6"), workload("robust", "0.2", "0.3"),
    workload("robust", "0.15", "0.5"),
  ].compactMap { $0 }

  /// The question that `robust-accuracy/NETWORK-EPSILON-THRESHOLD` asks; `nil` for names of another form.
  static func parse(_ name: String) throws -> Workload? {
    guard name.hasPrefix(prefix) else { return nil }
    let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else { return nil }
    return workload(parts[0], parts[1], parts[2])
  }

  private static func workload(_ network: String, _ size: String, _ share: String) -> Workload? {
    guard let file = files[network], let epsilon = Double(size), let threshold = Double(share), epsilon > 0,
      epsilon.isFinite, (0...1).contains(threshold)
    else { return nil }
    return Workload(
      name: "\(prefix)\(network)-\(size)-\(share)",
      about: "decide whether accuracy under PGD ℓ∞ \(size) is at least \(share); needs ASSAY_GOLDEN_DIR",
      items: Double(ReferenceDigits.count)
    ) {
      let model = try Network(checkpoint: ReferenceDigits.file("\(file).safetensors"), architecture: .digitsSmall)
      let data = try ReferenceDigits.dataset()
      let property: Property<Network> = .accuracy(
        under: .pgd(.linf(epsilon), steps: 40, stepSize: epsilon / 8), atLeast: threshold)
      var configuration = CheckConfiguration(confidence: 0.999)
      configuration.explainsFailures = false
      let runner = CheckRunner(configuration)
      return { _ = try await runner.run(property, of: model, on: data) }
    }
  }
}
