import AssayNetworks
import AssayTensor

/// The architectures under the names of the golden files.
enum GoldenArchitectures {
  /// The architecture called `name` for images of shape `input` (C×H×W), or its own when nil; nil for a name not known.
  static func named(_ name: String, input: Shape? = nil, classes: Int) -> Architecture? {
    func on(_ usual: Shape) -> Shape { input ?? usual }
    let (photograph, small): (Shape, Shape) = (on([3, 224, 224]), on([3, 32, 32]))
    switch name {
    case "small_cnn": return .digitsSmall(input: on([1, 8, 8]), classes: classes)
    case "gap_cnn": return .digitsGlobalPool(input: on([1, 8, 8]), classes: classes)
    case "mlp": return .digitsDense(input: on([1, 8, 8]), classes: classes)
    case "mnist_cnn": return .mnist(input: on([1, 28, 28]), classes: classes)
    case "covid_cnn": return .chest(input: on([1, 112, 112]), logits: classes)
    case "wide_resnet_16_4": return .wideResNet(depth: 16, width: 4, input: small, classes: classes)
    case "wide_resnet_28_10": return .wideResNet(depth: 28, width: 10, input: small, classes: classes)
    case "darknet53": return .darkNet53(input: on([3, 256, 256]), classes: classes)
    case "alexnet": return .alexNet(input: photograph, classes: classes)
    case "vgg16": return .vgg16(input: photograph, classes: classes)
    case "vgg16_bn": return .vgg16(normalized: true, input: photograph, classes: classes)
    case "resnet18": return .resnet18(input: photograph, classes: classes)
    case "resnet34": return .resnet34(input: photograph, classes: classes)
    case "resnet50": return .resnet50(input: photograph, classes: classes)
    case "resnet101": return .resnet101(input: photograph, classes: classes)
    case "densenet121": return .denseNet121(input: photograph, classes: classes)
    case "googlenet": return .googLeNet(input: photograph, classes: classes)
    case "inception_v3": return .inceptionV3(input: on([3, 299, 299]), classes: classes)
    case "mobilenet_v2": return .mobileNetV2(input: photograph, classes: classes)
    case "efficientnet_b0": return .efficientNet(.b0, input: photograph, classes: classes)
    case "efficientnet_b1": return .efficientNet(.b1, input: photograph, classes: classes)
    case "efficientnet_b2": return .efficientNet(.b2, input: photograph, classes: classes)
    case "efficientnet_b3": return .efficientNet(.b3, input: photograph, classes: classes)
    default: return nil
    }
  }
}
