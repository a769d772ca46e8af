/// Moves each element to the nearest whole number, halves to the even one; the derivative is 0.
struct Rounding: Operation {
  /// 1.5 · 2²³: floats of this size are whole numbers, so adding it rounds.
  private static let shift: Float = 12_582_912

  func forward(_ inputs: [Tensor]) -> Tensor { (inputs[0] + Self.shift) - Self.shift }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] { [nil] }
}

extension Tensor {
  /// The nearest whole numbers, halves to the even one, of elements between -2²² and 2²²; the derivative is 0.
  public func rounded() -> Tensor { apply(Rounding(), [self]) }
}
