import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// Frozen networks (normalisation folded, activations fused) against the same networks as they are.
@Suite struct FrozenArchitectureTests {
  /// Every architecture, on images as small as its layers allow.
  static let architectures: [Architecture] = [
    .digitsSmall, .digitsStrided, .digitsGlobalPool(), .digitsDense(), .mnist(), .small(input: [1, 20, 20]),
    .chest(input: [1, 32, 48]), .chestOriginal(logits: 2), .signLanguage(input: [3, 32, 40]),
    .alexNet(input: [3, 80, 95], classes: 12), .alexNet2012(input: [3, 99, 99], classes: 12),
    .vgg16(input: [3, 32, 32], classes: 12), .vgg16(normalized: true, input: [3, 64, 32], classes: 12),
    .resnet18(input: [3, 64, 64]), .resnet34(input: [3, 48, 64]), .resnet50(input: [3, 64, 64]),
    .resnet101(input: [3, 64, 32]), .wideResNet(depth: 16, width: 4, input: [3, 16, 16]),
    .wideResNet(depth: 28, width: 10, input: [3, 8, 8]), .googLeNet(input: [3, 65, 64]),
    .googLeNet(input: [3, 33, 31], classes: 12, auxiliaryHeads: true),
    .inceptionV3(input: [3, 107, 107]), .efficientNet(.b0, input: [3, 64, 64]),
    .efficientNet(.b1, input: [3, 33, 47]), .efficientNet(.b2, input: [3, 64, 64]),
    .efficientNet(.b3, input: [3, 64, 64]), .denseNet121(input: [3, 64, 64]), .mobileNetV2(input: [3, 64, 64]),
    .darkNet53(input: [3, 64, 64]), Architecture.resnet18(input: [3, 32, 32]).normalizing(.imageNet),
  ]

  @Test func allArchitecturesAreThere() {
    #expect(Set(Self.architectures.map(\.name)) == Set(Architecture.names))
  }

  @Test(arguments: architectures) func frozenEqualsUnfrozen(architecture: Architecture) throws {
    let work = architecture.multiplyAdds * 2 + 100 * architecture.parameterCount
    guard HeavyTests.run || work < HeavyTests.lightWork else { return }
    // Residual sums grow with depth, plain chains shrink.
    let isResidual = architecture.layerSummaries.contains { $0.kind == "Residual" }
    let network = try WeightFormula.hash.network(architecture, gain: isResidual ? 1 : 2)
    let frozen = try network.frozen()
    let cotangent = Tensor.uniform(
      -1, 1, shape: [2, architecture.classCount], key: RandomKey(seed: 11).derived(architecture.name))
    // A rectifier whose input is zero up to rounding may open in one form and not in the other; then the gradient jumps,
    // and other images decide. The logits, which do not jump, agree on all of them.
    var distances: [Double] = []
    for phase in 0..<4 where distances.allSatisfy({ $0 > 1e-4 }) {
      let images = WeightFormula.images(Shape([2] + architecture.inputShape.dimensions), phase: Double(phase))
      let (logits, pullback) = try network.logitsWithPullback(for: images)
      let (frozenLogits, gradient) = try frozen.logitsAndInputGradient(for: images) { _, rows in cotangent.rows(rows) }
      #expect(distance(frozenLogits.values, logits.values) <= 1e-4, "\(architecture.name), logits")
      distances.append(distance(gradient, try pullback(cotangent)))
    }
    #expect(distances.contains { $0 <= 1e-4 }, "\(architecture.name), input gradient: \(distances)")
  }

  /// The largest deviation, as a share of the largest expected element.
  private func distance(_ got: Tensor, _ expected: Tensor) -> Double {
    func largest(_ tensor: Tensor) -> Double { tensor.elements.reduce(0) { max($0, Double($1.magnitude)) } }
    let scale = largest(expected)
    #expect(scale > 0 && scale.isFinite)
    return largest(got - expected) / scale
  }
}
