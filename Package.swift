// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "assay",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "Assay", targets: ["Assay"]),
    .library(name: "AssayProperties", targets: ["AssayProperties"]),
    .library(name: "AssayFixtures", targets: ["AssayFixtures"]),
    .executable(name: "assay", targets: ["AssayCommand"]),
  ],
  targets: [
    .target(name: "CAssayKernels"),
    .systemLibrary(name: "CZlib"),
    .target(name: "AssayBase", dependencies: ["CZlib"]),
    .target(name: "AssayTensor", dependencies: ["AssayBase", "CAssayKernels"]),
    .target(name: "AssayNetworks", dependencies: ["AssayBase", "AssayTensor", "CAssayKernels"]),
    .target(name: "AssayImages", dependencies: ["AssayBase", "AssayTensor", "CAssayKernels", "CZlib"]),
    .target(
      name: "AssayDatasets", dependencies: ["AssayBase", "AssayImages", "AssayTensor", "CAssayKernels", "CZlib"]),
    .target(
      name: "AssayPerturbations",
      dependencies: ["AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "CAssayKernels"]),
    .target(
      name: "AssayExplanations",
      dependencies: ["AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayStatistics", "CAssayKernels"]),
    .target(
      name: "AssayTraining",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayPerturbations", "AssayDatasets",
      ]),
    .target(name: "AssayStatistics", dependencies: ["AssayBase"]),
    .target(name: "AssayCheck", dependencies: ["AssayBase", "AssayStatistics"]),
    .target(
      name: "AssayProperties",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayDatasets", "AssayPerturbations",
        "AssayExplanations", "AssayStatistics", "AssayCheck",
      ]),
    .target(
      name: "Assay",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayDatasets", "AssayPerturbations",
        "AssayExplanations", "AssayCheck", "AssayProperties", "AssayReport", "AssayStatistics",
      ]),
    .target(
      name: "AssayReport",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayExplanations", "AssayProperties",
      ]),
    .executableTarget(
      name: "AssayCommand",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayDatasets", "AssayPerturbations",
        "AssayExplanations", "AssayStatistics", "AssayProperties", "AssayTraining", "AssayReport", "AssayFixtures",
        "CAssayKernels",
      ]),
    .target(
      name: "CFixtureData", path: "Fixtures/CFixtureData",
      exclude: [
        "optdigits.csv", "digits-test-rows.txt", "ATTRIBUTION.md", "digits-standard.safetensors",
        "digits-adversarial.safetensors",
      ]),
    .target(
      name: "AssayFixtures",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayImages", "AssayDatasets", "AssayNetworks", "CFixtureData",
      ],
      path: "Fixtures/AssayFixtures"),
    .target(name: "AssayTestSupport", dependencies: ["AssayBase", "AssayTensor"], path: "Tests/AssayTestSupport"),
    .target(
      name: "AssayNetworksTestSupport",
      dependencies: ["AssayBase", "AssayTensor", "AssayNetworks", "AssayTestSupport"],
      path: "Tests/AssayNetworksTests/Support"),
    .testTarget(name: "AssayBaseTests", dependencies: ["AssayBase", "AssayTensor", "AssayTestSupport"]),
    .testTarget(
      name: "AssayNetworksTests",
      dependencies: ["AssayBase", "AssayTensor", "AssayNetworks", "AssayTestSupport", "AssayNetworksTestSupport"],
      exclude: ["Support", "ONNX/Reference"]),
    .testTarget(
      name: "AssayPerturbationsTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayPerturbations", "AssayTestSupport",
        "AssayNetworksTestSupport",
      ]),
    .testTarget(
      name: "AssayExplanationsTests",
      dependencies: [
        "Assay", "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayExplanations", "AssayStatistics",
        "AssayTestSupport", "AssayNetworksTestSupport",
      ]),
    .testTarget(
      name: "AssayTensorTests", dependencies: ["AssayBase", "AssayTensor", "AssayTestSupport", "CAssayKernels"]),
    .testTarget(
      name: "AssayDatasetsTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayImages", "AssayDatasets", "AssayFixtures", "AssayTestSupport", "CZlib",
      ]),
    .testTarget(name: "AssayStatisticsTests", dependencies: ["AssayBase", "AssayStatistics", "AssayTestSupport"]),
    .testTarget(
      name: "AssayImagesTests",
      dependencies: ["AssayBase", "AssayDatasets", "AssayImages", "AssayTensor", "AssayTestSupport", "CZlib"]),
    .testTarget(
      name: "AssayCheckTests", dependencies: ["AssayBase", "AssayCheck", "AssayStatistics", "AssayTestSupport"]),
    .testTarget(
      name: "AssayReportTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayExplanations", "AssayProperties",
        "AssayReport", "AssayTestSupport",
      ]),
    .testTarget(
      name: "AssayCommandTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayImages", "AssayDatasets", "AssayNetworks", "AssayExplanations",
        "AssayStatistics", "AssayProperties", "AssayFixtures", "AssayCommand", "AssayTestSupport",
      ]),
    .testTarget(
      name: "AssayPropertiesTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayDatasets", "AssayPerturbations",
        "AssayExplanations", "AssayStatistics", "AssayCheck", "AssayProperties", "AssayFixtures", "AssayTestSupport",
      ]),
    .testTarget(
      name: "AssayTrainingTests",
      dependencies: [
        "AssayBase", "AssayTensor", "AssayNetworks", "AssayImages", "AssayDatasets", "AssayPerturbations",
        "AssayTraining", "AssayFixtures", "AssayTestSupport",
      ]),
    .testTarget(name: "AssayTests", dependencies: ["Assay", "AssayFixtures", "AssayReport", "AssayTestSupport"]),
    .testTarget(
      name: "QuickstartSpecs", dependencies: ["Assay", "AssayFixtures"], path: "Specs/Quickstart",
      exclude: ["Baselines"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
