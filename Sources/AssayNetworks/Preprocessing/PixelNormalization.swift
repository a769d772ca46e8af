import AssayBase
import AssayTensor

/// Turns pixels in [0, 1] into what a network was trained on: (x − mean) / deviation for each channel.
///
/// A layer of the network, so that attacks see pixels and their ε is in units of pixels. A network that was trained on other
/// ranges is one with other means and deviations: [−1, 1] is mean 0.5 and deviation 0.5, [0, 255] is mean 0 and deviation 1/255.
public struct PixelNormalization: Layer, Hashable {
  /// The mean of each channel, in the network's order.
  public let means: [Float]
  /// The standard deviation of each channel, in the network's order.
  public let deviations: [Float]
  /// The order in which the network takes the channels, which are red, green and blue before this layer.
  public let order: ChannelOrder

  /// Makes a normalisation with a mean and a positive standard deviation for each channel in the order given.
  public init(means: [Float], deviations: [Float], order: ChannelOrder = .rgb) {
    precondition(
      means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "means \(means) and deviations \(deviations) do not normalise channels")
    self.means = means
    self.deviations = deviations
    self.order = order
  }

  /// Makes a normalisation of what a user or a file gives.
  ///
  /// - Throws: `AssayError(.invalidArgument)` unless there is a finite mean and a positive deviation for every channel.
  package init(
    checkedMeans means: [Float], deviations: [Float], channels: Int? = nil, order: ChannelOrder = .rgb
  ) throws {
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
    self.init(means: means, deviations: deviations, order: order)
  }

  /// The same for `channels` of them: one mean and deviation stand for every channel.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for another number of channels.
  package func fitting(channels: Int) throws -> PixelNormalization {
    guard means.count == 1 || means.count == channels, order == .rgb || channels == 3 else {
      throw AssayError(
        .shapeMismatch, "the normalisation does not fit the network's images",
        expected: "\(channels) channel\(channels == 1 ? "" : "s")",
        found: order == .rgb ? "\(means.count)" : "red, green and blue in the order \(order.rawValue)")
    }
    guard means.count < channels else { return self }
    return PixelNormalization(
      means: [Float](repeating: means[0], count: channels),
      deviations: [Float](repeating: deviations[0], count: channels), order: order)
  }

  /// That of ImageNet's red, green and blue, as torchvision's weights want it.
  public static let imageNet = PixelNormalization(means: [0.485, 0.456, 0.406], deviations: [0.229, 0.224, 0.225])

  /// From [0, 1] to [−1, 1], as torchvision's Inception weights want it.
  public static func symmetric(channels: Int) -> PixelNormalization {
    PixelNormalization(
      means: [Float](repeating: 0.5, count: channels), deviations: [Float](repeating: 0.5, count: channels))
  }

  /// From [0, 1] to [0, 255], as networks from Caffe and many of Keras want it.
  public static func bytes(channels: Int) -> PixelNormalization {
    PixelNormalization(
      means: [Float](repeating: 0, count: channels), deviations: [Float](repeating: 1 / 255, count: channels))
  }

  /// The same for a network that takes blue, green and red, whose means and deviations are listed in that order.
  public var bgr: PixelNormalization { PixelNormalization(means: means, deviations: deviations, order: .bgr) }

  /// Whether pixels stay as they are.
  var isIdentity: Bool { order == .rgb && means.allSatisfy { $0 == 0 } && deviations.allSatisfy { $0 == 1 } }

  /// "Pixel normalisation".
  public var kind: String { "Pixel normalisation" }

  /// The input's shape.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[0] == means.count, order == .rgb || input[0] == 3 else {
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
    (order == .bgr ? Self.reversed(input) : input).scaledByChannel(scale, plus: shift)
  }

  /// The channels in the network's order, then a factor and a summand for each.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let shape = try outputShape(for: plan.shape(of: input))
    let channels =
      order == .rgb
      ? input
      : plan.append(.function(GraphFunction("bgr", form: .linear) { Self.reversed($0[0]) }), input, output: shape)
    return plan.append(.affine(scale: scale, shift: shift), channels, output: shape)
  }

  private static func reversed(_ images: Tensor) -> Tensor {
    .concatenatingChannels((0..<images.shape[1]).reversed().map { images.channels($0..<$0 + 1) })
  }
}

extension PixelNormalization: CustomStringConvertible {
  /// As "mean 0.5, deviation 0.25", before which another order than RGB is said.
  public var description: String {
    func list(_ numbers: [Float]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
    return (order == .bgr ? "as BGR, " : "") + "mean \(list(means)), deviation \(list(deviations))"
  }

  /// The interval that [0, 1] becomes, where it is the same for all channels and a usual one: "[−1, 1]".
  package var range: String? {
    func all(_ mean: Float, _ deviation: Float) -> Bool {
      means.allSatisfy { $0 == mean } && deviations.allSatisfy { $0 == deviation }
    }
    return all(0, 1) ? "[0, 1]" : all(0.5, 0.5) ? "[−1, 1]" : all(0, 1 / 255) ? "[0, 255]" : nil
  }
}
