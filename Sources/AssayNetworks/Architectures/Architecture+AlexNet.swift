import AssayTensor

extension Architecture {
  /// AlexNet on one processor (Krizhevsky 2014), with torchvision's names and widths.
  public static func alexNet(
    input: Shape = [3, 224, 224], classes: Int = 1000, dropout: Double = 0.5
  ) -> Architecture {
    Architecture("alexnet", input: input, classes: classes) {
      Convolution("features.0", input[0], 64, kernel: 11, stride: 4, padding: 2)
      ReLU()
      MaxPool(3, stride: 2)
      Convolution("features.3", 64, 192, kernel: 5, padding: 2)
      ReLU()
      MaxPool(3, stride: 2)
      Convolution("features.6", 192, 384, kernel: 3, padding: 1)
      ReLU()
      Convolution("features.8", 384, 256, kernel: 3, padding: 1)
      ReLU()
      Convolution("features.10", 256, 256, kernel: 3, padding: 1)
      ReLU()
      MaxPool(3, stride: 2)
      AdaptiveAveragePool(6)
      Flatten()
      Dropout("classifier.0", rate: dropout)
      Linear("classifier.1", 9216, 4096)
      ReLU()
      Dropout("classifier.3", rate: dropout)
      Linear("classifier.4", 4096, 4096)
      ReLU()
      Linear("classifier.6", 4096, classes)
    }
  }

  /// The AlexNet of 2012 (Krizhevsky, Sutskever and Hinton, figure 2): two groups and normalised responses.
  public static func alexNet2012(
    input: Shape = [3, 227, 227], classes: Int = 1000, dropout: Double = 0.5
  ) -> Architecture {
    let features = Sequential {
      Convolution("conv1", input[0], 96, kernel: 11, stride: 4)
      ReLU()
      LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2)
      MaxPool(3, stride: 2)
      Convolution("conv2", 96, 256, kernel: 5, padding: 2, groups: 2)
      ReLU()
      LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2)
      MaxPool(3, stride: 2)
      Convolution("conv3", 256, 384, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv4", 384, 384, kernel: 3, padding: 1, groups: 2)
      ReLU()
      Convolution("conv5", 384, 256, kernel: 3, padding: 1, groups: 2)
      ReLU()
      MaxPool(3, stride: 2)
      Flatten()
    }
    return Architecture("alexnet-2012", input: input, classes: classes) {
      features
      Linear("fc6", features.featureCount(for: input), 4096)
      ReLU()
      Dropout("dropout6", rate: dropout)
      Linear("fc7", 4096, 4096)
      ReLU()
      Dropout("dropout7", rate: dropout)
      Linear("fc8", 4096, classes)
    }
  }
}
