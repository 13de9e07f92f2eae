noperspective in vec4 shade;

layout(location = 0) out vec4 colour;
#ifdef SEMANTIC
flat in uint vehicleClass;
layout(location = 1) out uint semantic;
#endif

void main()
{
    colour = shade;
#ifdef SEMANTIC
    semantic = vehicleClass;
#endif
}
