import AssayBase
import AssayTensor

/// Smooths gradients by a Gaussian, as if the attack had seen the image at many places (Dong et al. 2019, "Evading
/// defenses to transferable adversarial examples by translation-invariant attacks", equation 9).
package struct GradientSmoothing: Sendable, Hashable {
  /// The side of the window: odd.
  let size: Int

  /// The paper's window of 15 by 15 pixels.
  static let standardSize = 15

  package init(size: Int) { self.size = size }

  /// What a description says of it: nothing where it is the usual.
  var words: [String] { size == Self.standardSize ? [] : ["window \(size)"] }

  func validate() throws {
    guard size >= 1, size % 2 == 1, size <= 255 else {
      throw AssayError(
        .invalidArgument, "gradients are smoothed in a window with a middle", expected: "an odd number from 1 to 255",
        found: "\(size)", at: "window")
    }
  }

  /// The gradients after the Gaussian, whose deviation is a sixth of the window's reach on both sides; 0 around images.
  func smoothed(_ gradient: Tensor) -> Tensor {
    let (reach, channels) = (size / 2, gradient.shape[1])
    let deviation = max(Double(size - 1) / 6, 1e-6)
    let line = (-reach...reach).map { Elementary.exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let total = line.reduce(0, +)
    let window = line.flatMap { row in line.map { Float(row * $0 / (total * total)) } }
    let weight = Tensor(
      shape: [channels, 1, size, size], elements: (0..<channels).flatMap { _ in window })
    return gradient.convolved(
      with: weight, bias: nil, ConvolutionGeometry(padding: (reach, reach), groups: channels))
  }
}
