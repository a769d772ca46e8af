import AssayTensor

extension Architecture {
  /// VGG with 16 layers (Simonyan and Zisserman 2015, table 1, column D), with torchvision's names.
  ///
  /// - Parameter normalized: Whether each convolution is followed by batch normalisation.
  public static func vgg16(
    normalized: Bool = false, input: Shape = [3, 224, 224], classes: Int = 1000, dropout: Double = 0.5
  ) -> Architecture {
    Architecture(normalized ? "vgg16-bn" : "vgg16", input: input, classes: classes) {
      vggFeatures([[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]], input[0], normalized)
      AdaptiveAveragePool(7)
      Flatten()
      Linear("classifier.0", 512 * 7 * 7, 4096)
      ReLU()
      Dropout("classifier.2", rate: dropout)
      Linear("classifier.3", 4096, 4096)
      ReLU()
      Dropout("classifier.5", rate: dropout)
      Linear("classifier.6", 4096, classes)
    }
  }

  /// Stages of 3×3 convolutions, each ended by a pooling; names count every layer.
  private static func vggFeatures(_ stages: [[Int]], _ inputChannels: Int, _ normalized: Bool) -> Sequential {
    var (layers, channels) = ([any Layer](), inputChannels)
    for stage in stages {
      for width in stage {
        layers.append(Convolution("features.\(layers.count)", channels, width, kernel: 3, padding: 1))
        if normalized { layers.append(BatchNorm("features.\(layers.count)", width)) }
        layers.append(ReLU())
        channels = width
      }
      layers.append(MaxPool(2))
    }
    return Sequential(layers)
  }
}
