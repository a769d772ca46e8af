/// Which of an operation's tensors are kept for its derivative; of the others only the shape is.
package struct KeptTensors: Sendable {
  /// One for each of the first inputs; nothing for all of them.
  private let ofInputs: [Bool]?
  let keepsOutput: Bool

  private init(ofInputs: [Bool]?, output: Bool) {
    self.ofInputs = ofInputs
    keepsOutput = output
  }

  /// The inputs and the output.
  static let everything = KeptTensors(ofInputs: nil, output: true)
  /// Shapes alone.
  package static let nothing = KeptTensors(ofInputs: [], output: false)
  /// All inputs.
  static let inputs = KeptTensors(ofInputs: nil, output: false)
  /// The output.
  static let output = KeptTensors(ofInputs: [], output: true)

  /// Some of the first inputs.
  static func inputs(_ kept: Bool..., output: Bool = false) -> KeptTensors {
    KeptTensors(ofInputs: kept, output: output)
  }

  /// Of a product of the first two inputs, each for the gradient of the other.
  static func factors(needed: [Bool]) -> KeptTensors { .inputs(needed[1], needed[0]) }

  func keepsInput(_ index: Int) -> Bool { ofInputs.map { index < $0.count && $0[index] } ?? true }
}
