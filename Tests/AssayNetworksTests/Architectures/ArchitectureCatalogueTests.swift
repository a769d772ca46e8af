import AssayBase
import AssayNetworks
import AssayTensor
import Testing

/// Weights, multiply-adds, names and errors of the built-in architectures.
@Suite struct ArchitectureCatalogueTests {
  /// As torchvision states them, and the original AlexNet's as Caffe does.
  static let knownCounts: [(Architecture, Int)] = [
    (.alexNet(), 61_100_840), (.alexNet2012(), 60_965_224), (.vgg16(), 138_357_544),
    (.vgg16(normalized: true), 138_365_992), (.resnet18(), 11_689_512), (.resnet34(), 21_797_672),
    (.resnet50(), 25_557_032), (.resnet101(), 44_549_160), (.inceptionV3(), 27_161_264),
    (.inceptionV3(auxiliaryHead: false), 23_834_568), (.googLeNet(), 6_624_904),
    (.googLeNet(auxiliaryHeads: true), 13_004_888), (.efficientNet(.b0), 5_288_548), (.efficientNet(.b1), 7_794_184),
    (.efficientNet(.b2), 9_109_994), (.efficientNet(.b3), 12_233_232), (.denseNet121(), 7_978_856),
    (.mobileNetV2(), 3_504_872), (.digitsSmall, 6_090), (.digitsStrided, 22_922), (.mnist(), 28_938),
  ]

  @Test(arguments: knownCounts) func weightsAreAsMany(architecture: Architecture, count: Int) {
    #expect(architecture.parameterCount == count, "\(architecture.name)")
  }

  /// Of one image of the usual size, rounded as torchvision's documentation has them.
  @Test(
    arguments: [
      (Architecture.alexNet(), 0.71), (.vgg16(), 15.47), (.resnet18(), 1.81), (.resnet34(), 3.66), (.resnet50(), 4.09),
      (.resnet101(), 7.80), (.inceptionV3(), 5.71), (.googLeNet(), 1.50), (.efficientNet(.b0), 0.39),
      (.efficientNet(.b1), 0.69), (.denseNet121(), 2.83), (.mobileNetV2(), 0.30),
    ])
  func multiplyAddsAreAsMany(architecture: Architecture, billions: Double) {
    let difference = Double(architecture.multiplyAdds) / 1e9 - billions
    #expect(difference.magnitude < 0.006, "\(architecture.name): \(architecture.multiplyAdds)")
  }

  @Test func namesAreUniqueAndFind() throws {
    let all = Architecture.all
    #expect(all.map(\.name) == Architecture.names)
    #expect(Set(Architecture.names).count == all.count)
    for architecture in all {
      let found = try Architecture.named(architecture.name)
      #expect(found.body.parameters == architecture.body.parameters)
      let smaller = try Architecture.named(architecture.name, classes: 7)
      #expect(smaller.classCount == 7 && smaller.inputShape == architecture.inputShape)
    }
  }

  @Test func unknownNamesAndClassesAreErrors() {
    #expect {
      try Architecture.named("resnet")
    } throws: { error in
      (error as? AssayError)?.kind == .unknownName && "\(error)".contains("resnet18, resnet34")
    }
    #expect { try Architecture.named("resnet18", classes: 0) } throws: { error in
      (error as? AssayError)?.kind == .invalidArgument
    }
  }

  @Test func otherImageSizes() throws {
    let larger = try Architecture.resnet18().taking([3, 96, 64])
    #expect(larger.inputShape == [3, 96, 64] && larger.name == "resnet18" && larger.classCount == 1000)
    for shape: Shape in [[1, 64, 64], [3, 64], [3, 0, 64]] {
      #expect { try Architecture.resnet18().taking(shape) } throws: { ($0 as? AssayError)?.kind == .shapeMismatch }
    }
    #expect { try Architecture.mnist().taking([1, 32, 32]) } throws: { ($0 as? AssayError)?.kind == .shapeMismatch }
    #expect { try Architecture.inceptionV3().taking([3, 32, 32]) } throws: {
      ($0 as? AssayError)?.kind == .shapeMismatch
    }
  }

  @Test func chestNetworksHaveOneOrTwoLogits() {
    #expect(Architecture.chest().classCount == 1 && Architecture.chest(logits: 2).classCount == 2)
    #expect(Architecture.chestOriginal().classCount == 1)
    #expect(Architecture.chestOriginal(logits: 2).parameterCount == Architecture.chestOriginal().parameterCount + 17)
  }

  @Test func weightsOfAnAuxiliaryHeadAreLoadedOrRefusedByName() throws {
    let plain = Architecture.googLeNet(input: [3, 32, 32], classes: 3)
    let headed = Architecture.googLeNet(input: [3, 32, 32], classes: 3, auxiliaryHeads: true)
    let network = Network(headed, key: RandomKey(seed: 4))
    #expect {
      try Network(plain, parameters: network.parameters)
    } throws: { error in
      let text = "\(error)"
      return text.contains("unexpected: ") && text.contains("aux1.conv.conv.weight") && text.contains("aux2.fc2.bias")
    }
    let shared = network.parameters.filter { !$0.key.hasPrefix("aux") }
    let images = WeightFormula.images([2, 3, 32, 32])
    let (left, right) = try (
      Network(plain, parameters: shared).logits(for: images), network.logits(for: images)
    )
    #expect(left.values.elements == right.values.elements)
  }

  @Test func normalizationOfPixelsIsALayer() throws {
    let plain = Architecture.resnet18(input: [3, 32, 32], classes: 4)
    let architecture = plain.normalizing(.imageNet)
    #expect(architecture.body.parameters == plain.body.parameters)
    let network = try WeightFormula.hash.network(architecture, gain: 1)
    let images = WeightFormula.images([2, 3, 32, 32])
    let by = PixelNormalization.imageNet(images, LayerContext(parameters: [:], mode: .evaluation))
    let expected = try Network(plain, parameters: network.parameters).logits(for: by)
    #expect(try network.logits(for: images).values.elements == expected.values.elements)
    let pixel = by.elements[5]
    #expect((pixel - (images.elements[5] - 0.485) / 0.229).magnitude < 1e-5)
  }
}
