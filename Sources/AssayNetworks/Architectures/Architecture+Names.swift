import AssayBase

extension Architecture {
  /// The names of the built-in architectures, as the command and checkpoints use them.
  public static var names: [String] { catalogue.map(\.name) }

  /// The built-in architectures; making all of them takes a few milliseconds.
  public static var all: [Architecture] { catalogue.map { $0.make(nil) } }

  /// The built-in architecture called `name`, for `classes` classes instead of its own where given.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are; `.invalidArgument` for a number of classes below 1.
  public static func named(_ name: String, classes: Int? = nil) throws -> Architecture {
    guard let entry = catalogue.first(where: { $0.name == name }) else {
      throw AssayError(
        .unknownName, "there is no such architecture", expected: names.joined(separator: ", "), found: name)
    }
    guard (classes ?? 1) > 0 else {
      throw AssayError(
        .invalidArgument, "an architecture needs classes", expected: "at least 1", found: "\(classes ?? 0)")
    }
    return entry.make(classes)
  }

  private static var catalogue: [(name: String, make: @Sendable (_ classes: Int?) -> Architecture)] {
    [
      ("digits-small", { digitsSmall(classes: $0 ?? 10) }),
      ("digits-strided", { digitsStrided(classes: $0 ?? 10) }),
      ("digits-global-pool", { digitsGlobalPool(classes: $0 ?? 10) }),
      ("digits-dense", { digitsDense(classes: $0 ?? 10) }),
      ("mnist-cnn", { mnist(classes: $0 ?? 10) }),
      ("small", { small(classes: $0 ?? 10) }),
      ("chest", { chest(logits: $0 ?? 1) }),
      ("chest-original", { chestOriginal(logits: $0 ?? 1) }),
      ("sign-language", { signLanguage(classes: $0 ?? 29) }),
      ("alexnet", { alexNet(classes: $0 ?? 1000) }),
      ("alexnet-2012", { alexNet2012(classes: $0 ?? 1000) }),
      ("vgg16", { vgg16(classes: $0 ?? 1000) }),
      ("vgg16-bn", { vgg16(normalized: true, classes: $0 ?? 1000) }),
      ("resnet18", { resnet18(classes: $0 ?? 1000) }),
      ("resnet34", { resnet34(classes: $0 ?? 1000) }),
      ("resnet50", { resnet50(classes: $0 ?? 1000) }),
      ("resnet101", { resnet101(classes: $0 ?? 1000) }),
      ("wide-resnet-16-4", { wideResNet(depth: 16, width: 4, classes: $0 ?? 10) }),
      ("wide-resnet-28-10", { wideResNet(depth: 28, width: 10, classes: $0 ?? 10) }),
      ("googlenet", { googLeNet(classes: $0 ?? 1000) }),
      ("googlenet-aux", { googLeNet(classes: $0 ?? 1000, auxiliaryHeads: true) }),
      ("inception-v3", { inceptionV3(classes: $0 ?? 1000) }),
      ("efficientnet-b0", { efficientNet(.b0, classes: $0 ?? 1000) }),
      ("efficientnet-b1", { efficientNet(.b1, classes: $0 ?? 1000) }),
      ("efficientnet-b2", { efficientNet(.b2, classes: $0 ?? 1000) }),
      ("efficientnet-b3", { efficientNet(.b3, classes: $0 ?? 1000) }),
      ("densenet121", { denseNet121(classes: $0 ?? 1000) }),
      ("mobilenet-v2", { mobileNetV2(classes: $0 ?? 1000) }),
      ("darknet53", { darkNet53(classes: $0 ?? 1000) }),
    ]
  }
}
