import AssayBase
import AssayTensor

/// Turns pixels in [0, 1] into what a network was trained on: (x − mean) / deviation for each channel.
///
/// A layer of the network, so that attacks see pixels and their ε is in units of pixels.
public struct PixelNormalization: Layer, Hashable {
  /// The mean of each channel.
  public let means: [Float]
  /// The standard deviation of each channel.
  public let deviations: [Float]

  /// Makes a normalisation with a mean and a positive standard deviation for each channel.
  public init(means: [Float], deviations: [Float]) {
    precondition(
      means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "means \(means) and deviations \(deviations) do not normalise channels")
    self.means = means
    self.deviations = deviations
  }

  /// Makes a normalisation of what a user or a file gives.
  ///
  /// - Throws: `AssayError(.invalidArgument)` unless there is a finite mean and a positive deviation for every channel.
  package init(checkedMeans means: [Float], deviations: [Float], channels: Int? = nil) throws {
    guard !means.isEmpty, means.count == deviations.count, channels.map({ $0 == means.count }) ?? true else {
      throw AssayError(
        .invalidArgument, "a normalisation needs a mean and a deviation for every channel",
        expected: channels.map { "\($0) of each" }, found: "\(means.count) means, \(deviations.count) deviations")
    }
    guard means.allSatisfy(\.isFinite), deviations.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw AssayError(
        .invalidArgument, "a normalisation needs finite means and positive deviations",
        found: "\(means), \(deviations)")
    }
    self.init(means: means, deviations: deviations)
  }

  /// That of ImageNet's red, green and blue, as torchvision's weights want it.
  public static let imageNet = PixelNormalization(means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225])

  /// From [0, 1] to [−1, 1], as torchvision's Inception weights want it.
  public static func symmetric(channels: Int) -> PixelNormalization {
    PixelNormalization(
      means: [Float](repeating: 0.5, count: channels), deviations: [Float](repeating: 0.5, count: channels))
  }

  /// "Pixel normalisation".
  public var kind: String { "Pixel normalisation" }

  /// The input's shape.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[0] == means.count else {
      throw AssayError(
        .shapeMismatch, "a normalisation of pixels does not fit its images", expected: "\(means.count) channels",
        found: "\(input)")
    }
    return input
  }

  private var scale: Tensor { Tensor(shape: [means.count], elements: deviations.map { 1 / $0 }) }
  private var shift: Tensor { Tensor(shape: [means.count], elements: zip(means, deviations).map { -$0 / $1 }) }

  /// The normalised batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.scaledByChannel(scale, plus: shift)
  }

  /// A factor and a summand for each channel.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.affine(scale: scale, shift: shift), input, output: try outputShape(for: plan.shape(of: input)))
  }
}

extension PixelNormalization: CustomStringConvertible {
  /// As "mean 0.5, deviation 0.25".
  public var description: String {
    func list(_ numbers: [Float]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
    return "mean \(list(means)), deviation \(list(deviations))"
  }
}
