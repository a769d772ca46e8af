"""Exports networks of timm with random weights, as export.py does those of torchvision.

    python timm_networks.py DIR [--variant VARIANT ...] [NAME ...]

Images are as small as each network takes. Needs timm besides what export.py needs.
"""
import timm
import torch

from export import main

# Networks with an extent of their own are made for a smaller one.
SIZES = {
    "vit_tiny_patch16_224": 64, "deit_tiny_patch16_224": 64, "deit3_small_patch16_224": 64,
    "beit_base_patch16_224": 64, "swin_tiny_patch4_window7_224": 64, "mixer_s32_224": 64, "resmlp_12_224": 64,
    "gmlp_s16_224": 64, "cait_xxs24_224": 64, "xcit_nano_12_p16_224": 64, "maxvit_tiny_rw_224": 128,
    "coatnet_0_rw_224": 64, "levit_128s": 64,
}
NAMES = """
resnet26d resnet50d resnext50_32x4d seresnet50 ecaresnet26t res2net50_26w_4s efficientnet_b0 efficientnet_lite0
efficientnetv2_rw_t tf_efficientnetv2_s tf_efficientnet_b0 tf_mobilenetv3_small_100 mobilenetv3_large_100
mobilenetv4_conv_small ghostnet_100 mnasnet_100 repvgg_a0 regnety_004 densenet121 dla34 hrnet_w18_small
vit_tiny_patch16_224 deit_tiny_patch16_224 deit3_small_patch16_224 beit_base_patch16_224 swin_tiny_patch4_window7_224
convnext_atto convnext_tiny convnextv2_atto mixer_s32_224 resmlp_12_224 gmlp_s16_224 poolformer_s12 pvt_v2_b0
cait_xxs24_224 xcit_nano_12_p16_224 levit_128s mobilevit_s coatnet_0_rw_224 maxvit_tiny_rw_224 edgenext_xx_small
fastvit_t8 efficientformer_l1 dm_nfnet_f0 skresnet18 ese_vovnet19b_dw inception_v4 xception41 tresnet_m rexnet_100
""".split()


def make(name):
    settings = {"num_classes": 10, "pretrained": False}
    if name in SIZES:
        settings["img_size"] = SIZES[name]
    return timm.create_model(name, **settings)


def size(name):
    if name in SIZES:
        return SIZES[name]
    return {"inception_v4": 96, "efficientformer_l1": 224, "mobilevit_s": 64}.get(name, 64)


if __name__ == "__main__":
    torch.manual_seed(1)
    main({name: (lambda name=name: make(name), size(name)) for name in NAMES}, "legacy-17-dynamic")
